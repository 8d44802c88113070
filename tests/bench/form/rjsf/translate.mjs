// The form for react-jsonschema-form. JSON Schema cannot compare a day with another one that is moved, or with
// today: who needs that writes it in JavaScript beside the form. So the schema of the questions that are asked,
// and the verdict, are worked out by functions that are translated here.
import { javaScript, translate } from '../definition.mjs';

const language = javaScript(
  (question) => `data.${question}`,
  (base, amount, unit) => `shift(${base},${amount},${JSON.stringify(unit)})`,
);

/** A module with the questions, the rules and the words. */
export function rjsfModule({ questions, rules, verdicts }) {
  const test = (when) => (when ? `(data,today)=>${translate(when, language)}` : '()=>true');
  const question = ({ id, label, help, when, isDate, options }) => {
    const schema = isDate
      ? { type: 'string', format: 'date', title: label, description: help }
      : { type: 'string', title: label, description: help, oneOf: options.map(({ value, label }) => ({ const: value, title: label })) };
    return `{id:${JSON.stringify(id)},asked:${test(when)},schema:${JSON.stringify(schema)}}`;
  };
  const rule = ({ when, effect, reason }) =>
    `{applies:${test(when)},effect:${JSON.stringify(effect)},reason:${JSON.stringify(reason)}}`;
  return [
    `import { shift } from 'shift';`,
    `export const questions = [${questions.map(question).join(',')}];`,
    `export const rules = [${rules.map(rule).join(',')}];`,
    `export const verdicts = ${JSON.stringify(verdicts)};`,
  ].join('\n');
}
