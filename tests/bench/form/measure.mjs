// How soon a form gives its verdict on a cheap phone with a bad link, ours beside three that others build with:
// `cargo xtask bench form`, which builds ours and names it in the environment. Prints Markdown.
import { chromium } from 'playwright-core';
import { parseArgs } from 'node:util';
import { bundlePeers } from './bundle.mjs';
import { readDefinition, SERVICE } from './definition.mjs';
import { visit } from './load.mjs';
import { builtFiles, serve } from './serve.mjs';
import { situations } from './situations.mjs';

/** What the issue asks for, in milliseconds. */
const AIMS = { paint: 2000, verdict: 6000, beside: 3 };

/** What each form's page calls its parts, as functions and selectors for the page. */
const PLACES = {
  panduan: {
    control: (question, value) =>
      document.querySelector(`[name="${question}"][value="${value}"]`) ?? document.querySelector(`[name="${question}"][type=date]`),
    verdict: { title: '#verdict .verdict-name', reason: '.reason' },
    // Said once there is a program behind the form.
    isLive: () => document.querySelector('#verdict[data-verdict]') !== null,
  },
  surveyjs: {
    control: (question, value) =>
      document.querySelector(`[data-name="${question}"] input[value="${value}"]`) ??
      document.querySelector(`[data-name="${question}"] input[type=date]`),
  },
  rjsf: {
    control: (question, value) => {
      const inputs = [...document.querySelectorAll(`[name="root_${question}"]`)];
      const isRadio = inputs[0]?.type === 'radio';
      // Its radio buttons hold the places of the options.
      return isRadio ? inputs[window.optionPlaces[question].indexOf(value)] : inputs[0];
    },
  },
  formio: {
    control: (question, value) =>
      document.querySelector(`[name^="data[${question}]"][value="${value}"]`) ??
      document.querySelector(`[name="data[${question}]"]`),
  },
};

const { values } = parseArgs({ options: { loads: { type: 'string', default: '5' } } });
const loads = Number(values.loads);
const dist = given('PANDUAN_DIST');
const today = new Date().toISOString().slice(0, 10);
const definition = readDefinition(dist, today);
const [timed, other] = situations(today);

const peers = await bundlePeers(definition);
const ours = { id: 'panduan', name: 'this form', files: builtFiles(dist), path: `/en/services/${SERVICE}/apply/`, versions: '' };
const browser = await chromium.launch({
  executablePath: given('PANDUAN_CHROMIUM'),
  args: ['--disable-gpu', '--disable-background-networking'],
});
const servers = [];
const forms = [];
for (const form of [ours, ...peers]) {
  const server = await serve(form.files);
  servers.push(server);
  forms.push({ ...form, ...placesOf(form.id), url: server.url + form.path, visits: [] });
}
try {
  // Who shows another verdict to somebody else has worked both out.
  for (const form of forms) await visit(browser, form, other, expectationOf(other), false);
  for (let load = 0; load < loads; load += 1) {
    for (const form of forms) form.visits.push(await visit(browser, form, timed, expectationOf(timed)));
  }
  print();
} finally {
  await browser.close();
  servers.forEach((server) => server.close());
}

function given(name) {
  const value = process.env[name];
  if (!value) throw new Error(`${name} is not set: run \`cargo xtask bench form\``);
  return value;
}

function placesOf(id) {
  const options = definition.questions.map(({ id, options }) => [id, options?.map(({ value }) => value)]);
  const places = PLACES[id];
  return {
    control: String(places.control).replace('window.optionPlaces', `(${JSON.stringify(Object.fromEntries(options))})`),
    verdict: JSON.stringify(places.verdict ?? { title: '#form .verdict', reason: '#form .reason' }),
    isLive: String(places.isLive ?? (() => document.querySelector('#form input') !== null)),
  };
}

/** What somebody is told, in words. */
function expectationOf({ verdict, rule }) {
  return { title: definition.verdicts[verdict], reason: definition.rules.find(({ id }) => id === rule).reason };
}

function print() {
  const columns = [
    ['bytes', 'KB over the wire', (bytes) => (bytes / 1000).toFixed(1)],
    ['paint', 'first contentful paint, s', seconds],
    ['question', 'a question can be answered, s', seconds],
    ['live', 'the form reacts, s', seconds],
    ['verdict', 'verdict, s', seconds],
  ];
  const medians = forms.map(({ visits }) => Object.fromEntries(columns.map(([key]) => [key, median(visits.map((one) => one[key]))])));
  console.log(`The form of \`${SERVICE}\`, ${definition.questions.length} questions and ${definition.rules.length} rules, as ${timed.name}:`);
  console.log(`Chromium ${browser.version()}, ${'400 kbit/s, 400 ms a round trip, processor slowed down 6 times'}, empty cache; median of ${loads}.\n`);
  console.log(`| form | ${columns.map(([, title]) => title).join(' | ')} |`);
  console.log(`|---|${columns.map(() => '---:|').join('')}`);
  forms.forEach(({ name }, at) => console.log(`| ${name} | ${columns.map(([key, , write]) => write(medians[at][key])).join(' | ')} |`));
  console.log('\nHow many times as much the others need:\n');
  console.log(`| form | ${columns.map(([, title]) => title.split(',')[0]).join(' | ')} |`);
  console.log(`|---|${columns.map(() => '---:|').join('')}`);
  forms.slice(1).forEach(({ name }, at) => {
    console.log(`| ${name} | ${columns.map(([key]) => (medians[at + 1][key] / medians[0][key]).toFixed(1)).join(' | ')} |`);
  });
  console.log();
  aim('first contentful paint under 2 s', medians[0].paint < AIMS.paint, `${seconds(medians[0].paint)} s`);
  aim('verdict under 6 s', medians[0].verdict < AIMS.verdict, `${seconds(medians[0].verdict)} s`);
  const nearest = Math.min(...medians.slice(1).map(({ verdict }) => verdict)) / medians[0].verdict;
  aim('verdict at least 3 times as soon as that of every other', nearest >= AIMS.beside, nearest.toFixed(1));
  console.log(`\nEach of them told ${other.name} the other verdict: “${definition.verdicts[other.verdict]}”.`);
  console.log(`Versions: ${peers.map(({ versions }) => versions).join('; ')}.`);
}

/** Says whether an aim was reached. */
function aim(what, holds, measured) {
  console.log(`- ${what}: ${holds ? '**holds**' : '**does not hold**'} (${measured})`);
}

function seconds(milliseconds) {
  return (milliseconds / 1000).toFixed(2);
}

function median(numbers) {
  return [...numbers].sort((one, another) => one - another)[Math.floor(numbers.length / 2)];
}
