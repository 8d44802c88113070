// The form in Form.io: its renderer with the four kinds of components that the form has, and no others. Its parts
// are CommonJS, whose default exports a module sees as a property; as modules they cannot be bundled (two of them
// export one name).
import formio from '@formio/js/lib/cjs/Formio';
import components from '@formio/js/lib/cjs/components/Components';
import base from '@formio/js/lib/cjs/components/_classes/component/Component';
import hidden from '@formio/js/lib/cjs/components/hidden/Hidden';
import htmlelement from '@formio/js/lib/cjs/components/html/HTML';
import radio from '@formio/js/lib/cjs/components/radio/Radio';
import textfield from '@formio/js/lib/cjs/components/textfield/TextField';
import templates from '@formio/js/lib/cjs/templates/Templates';
import webform from '@formio/js/lib/cjs/Webform';
import definition from 'definition';

const kinds = Object.entries({ base, hidden, htmlelement, radio, textfield });
components.default.setComponents(Object.fromEntries(kinds.map(([kind, { default: component }]) => [kind, component])));
Object.assign(formio.Formio, { Components: components.default, Templates: templates.default });

const form = new webform.default(document.getElementById('form'), { noAlerts: true });
form.setForm(definition);
