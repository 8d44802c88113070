// The form as a Form.io definition: components that its conditions show or hide, which are JavaScript in texts,
// with moment for days.
import { javaScript, translate } from '../definition.mjs';

const language = javaScript(
  (question) => `data.${question}`,
  (base, amount, unit) => `moment(${base}).add(${amount},'${unit}').format('YYYY-MM-DD')`,
);
/** Its own field for a day fetches a calendar (flatpickr) from another server; this one asks for nothing. */
const DAY = '[0-9]{4}-[0-9]{2}-[0-9]{2}';
const TODAY = `const today=moment().format('YYYY-MM-DD');`;

/** The definition, as JSON. */
export function formioForm({ questions, rules, verdicts }) {
  const condition = (when) => translate(when, language);
  const anyOf = (effect) => rules.filter((rule) => rule.effect === effect).map((rule) => condition(rule.when)).join('||') || 'false';
  const isMissing = ({ id, when }) => (when ? `(${condition(when)}&&!data.${id})` : `!data.${id}`);
  const verdict =
    `${TODAY}value=(${anyOf('not-eligible')})?'not-eligible':(${questions.map(isMissing).join('||')})?'needs-answers':` +
    `(${anyOf('ask-office')})?'ask-office':(${anyOf('not-yet')})?'not-yet':'eligible';`;
  const show = (expression) => `${TODAY}show=!!(${expression});`;
  const element = (key, tag, className, content, expression) => ({
    type: 'htmlelement', key, tag, className, content, input: false, customConditional: show(expression), refreshOnChange: false,
  });
  return {
    display: 'form',
    components: [
      ...questions.map(({ id, label, help, when, isDate, options }) => ({
        key: id,
        label,
        description: help,
        input: true,
        customConditional: when && show(condition(when)),
        clearOnHide: true,
        ...(isDate
          ? { type: 'textfield', placeholder: 'YYYY-MM-DD', validate: { pattern: DAY } }
          : { type: 'radio', values: options, dataType: 'string' }),
      })),
      { type: 'hidden', key: 'verdict', input: true, calculateValue: verdict },
      ...Object.entries(verdicts).map(([id, text]) => element(`verdict_${id}`, 'h2', 'verdict', text, `data.verdict==='${id}'`)),
      ...rules.map(({ id, when, reason }) => element(`reason_${id}`, 'p', 'reason', reason, `data.verdict!=='needs-answers'&&${condition(when)}`)),
    ],
  };
}
