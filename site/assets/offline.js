// On the page that lists what is kept on the device: saves the whole guide, and takes it away again. This page
// is shown in the place of one that is not kept, too.
{
// Filled in by `site`: `lang`, and words by their keys.
const WORDS = {};
const worker = navigator.serviceWorker;
const find = (selector, within = document) => within.querySelector(selector);
const told = find("#told");
const tell = (words) => (told.textContent = words);
const fill = (words, values) => words.replace(/\{(\w+)\}/g, (_, name) => values[name]);
const day = (date) => new Date(date).toLocaleDateString(WORDS.lang, { dateStyle: "long" });
const languages = [...document.querySelectorAll("[data-language]")];
const of = (lang) => languages.find((each) => each.dataset.language === lang);

const size = (bytes) => {
  const [value, unit, maximumFractionDigits] = bytes < 1e6 ? [bytes / 1e3, "KB", 0] : [bytes / 1e6, "MB", 1];
  return `${value.toLocaleString(WORDS.lang, { maximumFractionDigits })} ${unit}`;
};

const ask = (order) => worker.ready.then(({ active }) => active.postMessage(order));

// What a language's part of the page says: how much it is, what is there of it, and what can be done.
const show = (lang, { saved, count, missing, isOld, load, stored, pages }) => {
  const part = of(lang);
  const says = [];
  if (load) says.push(fill(WORDS.size, { load: size(load), stored: size(stored) }));
  if (saved && missing) says.push(fill(WORDS.incomplete, { count: missing }));
  else if (saved) says.push(fill(WORDS.saved, { date: day(saved), count }));
  if (isOld) says.push(WORDS.outdated);
  if (!load) says.push(WORDS.size_unknown);
  find("[data-state]", part).textContent = says.join(" ");
  find("[data-save]", part).hidden = Boolean(saved) && !missing && !isOld;
  find("[data-save]", part).disabled = !load;
  // What is kept by itself can be taken away too.
  find("[data-drop]", part).hidden = !saved && !pages.length;
  part.hidden = false;
};

const showPages = (lang, pages) => {
  const shown = find(`[data-pages="${lang}"]`);
  const line = ([path, title, date]) => {
    const item = document.createElement("li");
    const link = document.createElement("a");
    link.href = path;
    link.lang = lang;
    link.textContent = title;
    item.append(link, ` · ${day(date)}`);
    return item;
  };
  // Titles are kept as they stand in a page, with the name of the guide.
  const plain = (title) => new DOMParser().parseFromString(title, "text/html").body.textContent.split(" – ");
  const short = (parts) => parts.slice(0, Math.max(1, parts.length - 1)).join(" – ");
  const sorted = pages.map(([path, title, date]) => [path, short(plain(title)), date]);
  sorted.sort(([, one], [, other]) => one.localeCompare(other, lang));
  shown.replaceChildren(...sorted.map(line));
  find("#none").hidden = Boolean(document.querySelector("[data-pages] li"));
};

// A browser may stop the worker in the middle: where nothing was heard for so long (ms), saving can be started anew.
// Long enough for the largest file on a slow link; what arrives later is shown again.
const SILENCE = 120000;
const timers = {};

// Said at every tenth, so that whoever listens is not talked to without end.
const progress = (lang, share) => {
  clearTimeout(timers[lang]);
  timers[lang] = setTimeout(() => ended(lang, "lost"), SILENCE);
  const bar = find("progress", of(lang));
  const tenth = Math.floor(share * 10);
  bar.hidden = false;
  bar.value = share;
  if (bar.dataset.tenth === String(tenth)) return;
  bar.dataset.tenth = tenth;
  tell(fill(WORDS.saving, { percent: tenth * 10 }));
};

const ended = (lang, how) => {
  clearTimeout(timers[lang]);
  find("progress", of(lang)).hidden = true;
  find("[data-save]", of(lang)).disabled = false;
  tell({ saved: WORDS.ready, removed: WORDS.removed, full: WORDS.full, lost: WORDS.lost }[how]);
  ask({ state: lang });
};

const hear = ({ data }) => {
  const lang = data.state || data.save || data.drop;
  if (!lang || !of(lang)) return;
  if (data.ended) ended(lang, data.ended);
  else if (data.save) progress(lang, data.share);
  else {
    show(lang, data);
    showPages(lang, data.pages);
  }
};

const save = async (lang) => {
  find("[data-save]", of(lang)).disabled = true;
  progress(lang, 0);
  // The browser may say no: what is kept is then the first to go when room is short.
  if (navigator.storage && navigator.storage.persist) await navigator.storage.persist().catch(() => {});
  ask({ save: lang });
};

// The address is another one: this page stands in for one that is not kept.
if (location.pathname !== `/${WORDS.lang}/offline/`) {
  find("#missing").hidden = false;
  document.title = WORDS.missing;
  find("#again").onclick = () => location.reload();
}

const refused = () => tell(WORDS.refused);
if (worker) {
  worker.addEventListener("message", hear);
  worker.startMessages();
  for (const part of languages) {
    const lang = part.dataset.language;
    find("[data-save]", part).onclick = () => save(lang);
    find("[data-drop]", part).onclick = () => {
      ask({ drop: lang });
      // The button that was pressed goes.
      find("h3", part).focus();
    };
  }
  // A browser that keeps nothing says so here, or when it is asked for a place.
  const start = () => caches.open("panduan-1").then(() => languages.forEach((part) => ask({ state: part.dataset.language })));
  worker.register("/sw.js").then(start).catch(refused);
} else refused();
}
