// The form in react-jsonschema-form, with ajv behind it.
import Form from '@rjsf/core';
import validator from '@rjsf/validator-ajv8';
import { createElement as h, useMemo, useState } from 'react';
import { createRoot } from 'react-dom/client';
import { questions, rules, verdicts } from 'definition';

const today = new Date().toISOString().slice(0, 10);
const uiSchema = {
  'ui:submitButtonOptions': { norender: true },
  ...Object.fromEntries(questions.filter(({ schema }) => schema.oneOf).map(({ id }) => [id, { 'ui:widget': 'radio' }])),
};

function Service() {
  const [data, setData] = useState({});
  const asked = questions.filter((question) => question.asked(data, today));
  const ids = asked.map(({ id }) => id).join();
  const schema = useMemo(
    () => ({ type: 'object', properties: Object.fromEntries(asked.map(({ id, schema }) => [id, schema])) }),
    [ids],
  );
  const { verdict, reasons } = decide(data, asked);
  const take = ({ formData }) => setData(formData);
  return h(
    'div',
    null,
    h(Form, { schema, uiSchema, validator, formData: data, omitExtraData: true, liveOmit: true, onChange: take }),
    h('h2', { className: 'verdict' }, verdicts[verdict]),
    verdict === 'needs-answers' ? null : reasons.map((reason) => h('p', { className: 'reason', key: reason }, reason)),
  );
}

function decide(data, asked) {
  const applying = rules.filter((rule) => rule.applies(data, today));
  const has = (effect) => applying.some((rule) => rule.effect === effect);
  const isMissing = asked.some(({ id }) => !data[id]);
  const verdict = has('not-eligible')
    ? 'not-eligible'
    : isMissing
      ? 'needs-answers'
      : (['ask-office', 'not-yet'].find(has) ?? 'eligible');
  return { verdict, reasons: applying.map(({ reason }) => reason) };
}

createRoot(document.getElementById('form')).render(h(Service));
