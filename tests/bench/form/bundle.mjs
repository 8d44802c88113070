// The peers' pages: one HTML file, one script, and a style sheet where a library cannot do without its own.
// Production builds, as small as esbuild makes them; brotli as the guide has it.
import { build } from 'esbuild';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants } from 'node:zlib';
import { formioForm } from './formio/translate.mjs';
import { rjsfModule } from './rjsf/translate.mjs';
import { surveyModel } from './surveyjs/translate.mjs';

const here = dirname(fileURLToPath(import.meta.url));
const packages = join(here, '../node_modules');

/** What is measured beside ours, with the packages whose versions a reader wants to know. */
const PEERS = [
  {
    id: 'rjsf',
    name: 'react-jsonschema-form',
    packages: ['@rjsf/core', '@rjsf/validator-ajv8', 'react'],
    definition: (form) => rjsfModule(form),
  },
  {
    id: 'surveyjs',
    name: 'SurveyJS',
    packages: ['survey-core', 'survey-js-ui'],
    style: 'survey-core/survey-core.fontless.min.css',
    definition: (form) => `export default ${JSON.stringify(surveyModel(form))}`,
  },
  {
    id: 'formio',
    name: 'Form.io',
    packages: ['@formio/js'],
    style: '@formio/js/dist/formio.form.min.css',
    definition: (form) => `export default ${JSON.stringify(formioForm(form))}`,
  },
];

/** The files of every peer's page, by path. */
export async function bundlePeers(form) {
  return Promise.all(PEERS.map((peer) => bundle(peer, form)));
}

async function bundle(peer, form) {
  const folder = join(here, peer.id);
  const { outputFiles } = await build({
    entryPoints: [join(folder, 'form.mjs')],
    bundle: true,
    minify: true,
    write: false,
    format: 'esm',
    target: 'es2022',
    legalComments: 'none',
    treeShaking: true,
    nodePaths: [packages],
    define: { 'process.env.NODE_ENV': '"production"', global: 'window' },
    logLevel: 'error',
    plugins: [given('definition', peer.definition(form), folder)],
    alias: peer.id === 'rjsf' ? { shift: join(folder, 'shift.mjs') } : {},
  });
  const files = new Map();
  const add = (name, extension, bytes) => {
    const hash = createHash('sha256').update(bytes).digest('hex').slice(0, 16);
    const path = `/${name}-${hash}.${extension}`;
    files.set(path, bytes);
    return path;
  };
  const script = add('form', 'js', Buffer.from(outputFiles[0].contents));
  const style = peer.style && add('form', 'css', readFileSync(join(packages, peer.style)));
  files.set('/', Buffer.from(page(form, script, style)));
  const versions = peer.packages.map((name) => `${name} ${version(name)}`).join(', ');
  return { ...peer, path: '/', files: new Map([...files].map(([path, bytes]) => [path, compressed(bytes)])), versions };
}

/** A page that shows what it is about before the script has arrived, as ours does. */
function page({ title, summary }, script, style) {
  const link = style ? `<link rel="stylesheet" href="${style}">` : '';
  return (
    `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">` +
    `<title>${title}</title><link rel="icon" href="data:,">${link}<script type="module" src="${script}"></script></head>` +
    `<body><main><h1>${title}</h1><p>${summary}</p><div id="form"></div></main></body></html>`
  );
}

/** A module that is made here, not read. */
function given(name, contents, resolveDir) {
  return {
    name,
    setup(bundler) {
      bundler.onResolve({ filter: new RegExp(`^${name}$`) }, () => ({ path: name, namespace: name }));
      bundler.onLoad({ filter: /.*/, namespace: name }, () => ({ contents, resolveDir, loader: 'js' }));
    },
  };
}

function compressed(bytes) {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 11, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
  return { bytes, brotli: brotliCompressSync(bytes, { params }) };
}

/** The version of a package that is measured. */
function version(name) {
  return JSON.parse(readFileSync(join(packages, name, 'package.json'), 'utf8')).version;
}
