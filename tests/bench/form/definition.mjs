// What the form is about: the questions, rules and words of a service, as the guide publishes them, in English.
// The peers' definitions are translated from it, so that all ask and decide the same.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

export const SERVICE = 'perpanjangan-itas';
const LANG = 'en';

/** Verdicts in the order in which one comes before another (rules/src/decide.rs). */
export const VERDICTS = ['not-eligible', 'needs-answers', 'ask-office', 'not-yet', 'eligible'];

/** Reads a built guide. */
export function readDefinition(dist, today) {
  const read = (path) => JSON.parse(readFileSync(join(dist, path), 'utf8'));
  const service = read(`services/${SERVICE}.json`);
  const words = read(`ui/${LANG}.json`).form;
  const text = (texts) => texts[LANG];
  const isInForce = ({ from, until }) => (!from || from <= today) && (!until || today <= until);
  return {
    title: text(service.title),
    summary: text(service.summary),
    questions: service.questions.map(({ id, label, help, kind, when }) => ({
      id,
      label: text(label),
      help: help && text(help),
      when,
      isDate: kind.date !== undefined,
      // What can be chosen; nothing for a day.
      options: kind.choice
        ? kind.choice.map((option) => ({ value: option.id, label: text(option.label) }))
        : kind === 'boolean'
          ? [{ value: 'true', label: words.yes }, { value: 'false', label: words.no }]
          : undefined,
    })),
    // A rule that is dated holds or does not on the day on which the form is made.
    rules: service.rules.filter(isInForce).map(({ id, when, effect, reason }) => ({ id, when, effect, reason: text(reason) })),
    verdicts: Object.fromEntries(VERDICTS.map((verdict) => [verdict, words[verdict.replaceAll('-', '_')]])),
  };
}

/**
 * A condition in another language. `language` says how that writes: `all` and `any` of conditions, `not` of one,
 * `isOneOf` for a question and values, `compare` for a day, a comparison and another day, which `day` writes:
 * that of a question or of today, so many units later.
 */
export function translate(condition, language) {
  const [[kind, value]] = Object.entries(condition);
  const inner = (one) => translate(one, language);
  switch (kind) {
    case 'all':
      return language.all(value.map(inner));
    case 'any':
      return language.any(value.map(inner));
    case 'not':
      return language.not(inner(value));
    case 'one-of':
      return language.isOneOf(value.question, value.options);
    case 'is':
      return language.isOneOf(value.question, [String(value.value)]);
    case 'date': {
      const { base, offset } = value.moment;
      const of = (question, amount = 0, unit = 'days') => ({ question, amount, unit });
      const [span, length] = offset ? Object.entries(offset.span)[0] : ['calendar', 0];
      const unit = { calendar: 'days', months: 'months', years: 'years' }[span];
      if (!unit) throw new Error(`no form here counts ${span}`);
      return language.compare(
        of(value.question),
        COMPARISONS[value.is],
        of(base.question ?? base, offset?.later ? length : -length, unit),
      );
    }
    default:
      throw new Error(`no form here knows the condition ${kind}`);
  }
}

const COMPARISONS = { before: '<', 'on-or-before': '<=', after: '>', 'on-or-after': '>=' };

/** How a condition is written in JavaScript: `value` writes an answer, `shift` a day so many units later. */
export function javaScript(value, shift) {
  const day = ({ question, amount, unit }) => {
    const base = question === 'today' ? 'today' : value(question);
    return amount === 0 ? base : shift(base, amount, unit);
  };
  const known = (days) =>
    days.filter(({ question }) => question !== 'today').map(({ question }) => value(question));
  return {
    all: (conditions) => `(${conditions.join('&&')})`,
    any: (conditions) => `(${conditions.join('||')})`,
    not: (condition) => `!${condition}`,
    isOneOf: (question, values) => `${JSON.stringify(values)}.includes(${value(question)})`,
    compare: (one, comparison, other) =>
      `(${[...known([one, other]), `${day(one)}${comparison}${day(other)}`].join('&&')})`,
  };
}
