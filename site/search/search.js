// The search of the index page: takes what is typed apart, fetches the few files of the index that it needs,
// and shows sections with a line of their text. `site/src/search.rs` makes the files; MiniSearch weighs words,
// beginnings and misspelt ones. What is typed stays in the fragment of the address, which no server sees.
import MiniSearch from 'minisearch';

const PAGE_OF_RESULTS = 8;
const MOST_FROM_ONE_PAGE = 3;
/** Words on either side of the first one that was found. */
const CONTEXT = 8;
/** What a reader types before they mean it. */
const PAUSE_MS = 350;
const FIELDS = ['title', 'heading', 'text'];

const byId = (id) => document.getElementById(id);
const lang = document.documentElement.lang;
const data = JSON.parse(byId('search-data').textContent);
const keys = data.keys.split(' ');
const stopWords = new Set(data.stop.split(' '));
const fetched = new Map();

/** A file of the index, fetched once. One that failed is tried again the next time. */
function get(path) {
  if (!fetched.has(path)) {
    const file = fetch(`/${lang}/cari/${path}`).then((answer) => {
      if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
      return answer.json();
    });
    file.catch(() => fetched.delete(path));
    fetched.set(path, file);
  }
  return fetched.get(path);
}

/** As `words` in site/src/search.rs. */
const wordsOf = (text) => text.toLowerCase().split(/[^\p{L}\p{N}]+/u).filter((word) => word.length > 1);

/** As `terms` in site/src/search/stem.rs: a word and its stems. */
function termsOf(word) {
  let stem = word;
  for (const group of data.ends) {
    const found = group.find(([end]) => stem.endsWith(end));
    if (!found) continue;
    const left = stem.length - found[0].length;
    if (left < 3 || left + found[1].length < Math.min(4, stem.length - 1)) continue;
    stem = stem.slice(0, left) + found[1];
  }
  for (const [beginning, consonant, vowel] of data.beginnings) {
    const rest = stem.slice(beginning.length);
    if (stem.startsWith(beginning) && rest.length >= 3) {
      return [word, ...(/^[aeiou]/.test(rest) ? vowel : consonant).map((instead) => instead + rest)];
    }
  }
  return [word, stem];
}

/** The file that a word is in: the one with the longest key that begins it. */
function keyOf(word) {
  const plain = word.replace(/[^a-z0-9]/g, '_');
  for (let length = plain.length; length > 0; length--) {
    if (keys.includes(plain.slice(0, length))) return plain.slice(0, length);
  }
  return keys.find((key) => key.startsWith(plain));
}

/** A file of the index as MiniSearch keeps one, by its `toJSON`. */
async function chunk(key) {
  const path = `w/${key}.json`;
  const file = await get(path);
  file.index ??= MiniSearch.loadJS(
    {
      documentCount: data.count,
      nextId: file.documents.length,
      documentIds: file.documents,
      fieldIds: { title: 0, heading: 1, text: 2 },
      fieldLength: file.lengths,
      averageFieldLength: data.average,
      storedFields: {},
      dirtCount: 0,
      index: file.words.map(([word, ...fields]) => [word, fields.map(counts)]),
      serializationVersion: 2,
    },
    { fields: FIELDS },
  );
  return file.index;
}

/** Pairs of document and count, in one list, as an object. */
function counts(list) {
  const object = {};
  for (let at = 0; at < list.length; at += 2) object[list[at]] = list[at + 1];
  return object;
}

/** The sections for one word: by address, how well they fit and the words that were found in them. */
async function sectionsFor(word) {
  const terms = [...new Set(termsOf(word))];
  const found = new Map();
  for (const [index, term] of await Promise.all(
    terms.filter(keyOf).map(async (term) => [await chunk(keyOf(term)), term]),
  )) {
    const results = index.search(term, {
      tokenize: (text) => [text],
      processTerm: (text) => text,
      prefix: term.length > 2,
      fuzzy: term.length > 7 ? 2 : term.length > 3 ? 1 : false,
      boost: { title: 10, heading: 3 },
    });
    for (const { id, score, terms: matched } of results) {
      const section = found.get(id) ?? { score: 0, matched: new Set() };
      section.score = Math.max(section.score, score);
      matched.forEach((term) => section.matched.add(term));
      found.set(id, section);
    }
  }
  return found;
}

/** Sections that have most of the words, the better ones first; of one page only a few. */
async function search(query) {
  const words = [...new Set(wordsOf(query))];
  const telling = words.filter((word) => !stopWords.has(word));
  const sections = new Map();
  for (const found of await Promise.all((telling.length ? telling : words).slice(0, 8).map(sectionsFor))) {
    for (const [address, { score, matched }] of found) {
      const section = sections.get(address) ?? { address, words: 0, score: 0, matched: new Set() };
      section.words += 1;
      section.score += score;
      matched.forEach((term) => section.matched.add(term));
      sections.set(address, section);
    }
  }
  const perPage = new Map();
  return [...sections.values()]
    .sort((a, b) => b.words - a.words || b.score - a.score)
    .filter(({ address }) => {
      const page = address.split('#')[0];
      perPage.set(page, (perPage.get(page) ?? 0) + 1);
      return perPage.get(page) <= MOST_FROM_ONE_PAGE;
    });
}

const element = (name, ...content) => {
  const made = document.createElement(name);
  made.append(...content);
  return made;
};

/** A line of text around the first word that was found, with all of these marked. */
function line(text, matched) {
  const words = text.split(' ');
  const isFound = (word) => wordsOf(word).some((part) => termsOf(part).some((term) => matched.has(term)));
  const first = Math.max(0, words.findIndex(isFound));
  const from = Math.max(0, first - CONTEXT);
  const shown = words.slice(from, first + 2 * CONTEXT);
  const made = element('p', from > 0 ? '… ' : '');
  for (const word of shown) made.append(isFound(word) ? element('mark', word) : word, ' ');
  if (from + shown.length < words.length) made.append('…');
  return made;
}

async function result({ address, matched }) {
  const [page, id = ''] = address.split('#');
  const { title, parts } = await get(`t/${page}index.json`);
  const [, heading, text] = parts.find(([part]) => part === id) ?? ['', '', ''];
  const link = element('a', element('b', title), ...(heading ? [element('span', ` › ${heading}`)] : []));
  link.href = `/${lang}/${address}`;
  return element('li', link, line(text, matched));
}

const field = byId('q');
const status = byId('found');
const list = byId('results');
const more = byId('more');
let last = '';
let rest = [];

async function showMore() {
  const asked = last;
  const batch = rest.splice(0, PAGE_OF_RESULTS);
  more.hidden = true;
  let items = [];
  try {
    items = await Promise.all(batch.map(result));
  } catch (error) {
    if (asked === last) rest.unshift(...batch);
    throw error;
  } finally {
    // Of another query, by now, there are other results.
    if (asked === last) more.hidden = !rest.length;
  }
  if (asked !== last) return [];
  list.append(...items);
  return items;
}

async function run(query) {
  query = query.trim();
  if (query === last) return;
  last = query;
  history.replaceState(null, '', query ? `#q=${encodeURIComponent(query)}` : location.pathname);
  if (query.length < 2) {
    list.replaceChildren();
    more.hidden = true;
    status.textContent = '';
    return;
  }
  status.textContent = status.dataset.busy;
  try {
    const found = await search(query);
    // Something else was typed meanwhile.
    if (query !== last) return;
    const items = await Promise.all(found.slice(0, PAGE_OF_RESULTS).map(result));
    if (query !== last) return;
    list.replaceChildren(...items);
    rest = found.slice(PAGE_OF_RESULTS);
    more.hidden = !rest.length;
    const { none, one, count } = status.dataset;
    status.textContent = [none, one][found.length] ?? count.replace('{count}', found.length);
  } catch {
    if (query !== last) return;
    last = '';
    list.replaceChildren();
    more.hidden = true;
    status.textContent = status.dataset.failed;
  }
}

function fromAddress() {
  const query = new URLSearchParams(location.hash.slice(1)).get('q');
  if (query === null) return;
  field.value = query;
  run(query);
}

let pause;
field.addEventListener('input', () => {
  clearTimeout(pause);
  pause = setTimeout(() => run(field.value), PAUSE_MS);
});
field.form.addEventListener('submit', (event) => {
  event.preventDefault();
  clearTimeout(pause);
  last = last === field.value.trim() && list.childElementCount ? last : '';
  run(field.value);
});
more.addEventListener('click', async () => {
  // The first new result has the focus, or a keyboard would start at the top again.
  try {
    const [first] = await showMore();
    first?.querySelector('a').focus();
  } catch {
    status.textContent = status.dataset.failed;
  }
});
addEventListener('hashchange', fromAddress);
byId('search').hidden = false;
fromAddress();
