// The form as a SurveyJS model: questions and reasons that its expressions show or hide. SurveyJS has no two-step
// logic of verdicts, so these are calculated values.
import { translate } from '../definition.mjs';

const quoted = (text) => `'${text}'`;
const either = (conditions) => (conditions.length ? `(${conditions.join(' or ')})` : 'false');

/** A day as its functions give it: an answer by itself is a text, which its operators do not compare with a day. */
const day = ({ question, amount, unit }) => {
  const base = question === 'today' ? 'today()' : `getDate({${question}})`;
  return amount === 0 ? base : `dateAdd(${base}, ${amount}, ${quoted(unit)})`;
};

const language = {
  all: (conditions) => `(${conditions.join(' and ')})`,
  any: either,
  not: (condition) => `!(${condition})`,
  isOneOf: (question, values) => either(values.map((value) => `{${question}} = ${quoted(value)}`)),
  compare: (one, comparison, other) => {
    const known = [one, other].filter(({ question }) => question !== 'today');
    const given = known.map(({ question }) => `{${question}} notempty`);
    return `(${[...given, `${day(one)} ${comparison} ${day(other)}`].join(' and ')})`;
  },
};

/** The model, as JSON. */
export function surveyModel({ questions, rules, verdicts }) {
  const condition = (when) => translate(when, language);
  const applies = ({ id }) => `{rule_${id.replaceAll('-', '_')}}`;
  const anyOf = (effect) => either(rules.filter((rule) => rule.effect === effect).map((rule) => `${applies(rule)} = true`));
  const isMissing = ({ id, when }) => (when ? `(${condition(when)} and {${id}} empty)` : `{${id}} empty`);
  const verdict =
    `iif(${anyOf('not-eligible')}, 'not-eligible', iif(${either(questions.map(isMissing))}, 'needs-answers', ` +
    `iif(${anyOf('ask-office')}, 'ask-office', iif(${anyOf('not-yet')}, 'not-yet', 'eligible'))))`;
  const html = (name, text, visibleIf) => ({ type: 'html', name, html: text, visibleIf });
  return {
    showNavigationButtons: false,
    showQuestionNumbers: 'off',
    clearInvisibleValues: 'onHidden',
    textUpdateMode: 'onTyping',
    calculatedValues: [
      ...rules.map((rule) => ({ name: applies(rule).slice(1, -1), expression: `iif(${condition(rule.when)}, true, false)` })),
      { name: 'verdict', expression: verdict },
    ],
    elements: [
      ...questions.map(({ id, label, help, when, isDate, options }) => ({
        name: id,
        title: label,
        description: help,
        visibleIf: when && condition(when),
        ...(isDate ? { type: 'text', inputType: 'date' } : { type: 'radiogroup', choices: options.map(({ value, label }) => ({ value, text: label })) }),
      })),
      ...Object.entries(verdicts).map(([id, text]) => html(`verdict-${id}`, `<h2 class="verdict">${text}</h2>`, `{verdict} = '${id}'`)),
      ...rules.map((rule) => html(`reason-${rule.id}`, `<p class="reason">${rule.reason}</p>`, `${applies(rule)} = true and {verdict} <> 'needs-answers'`)),
    ],
  };
}
