// The service worker: keeps on the reader's device the pages that were read, what a form needs, and the whole
// guide where that was asked for. It never touches what is sent, or what the endpoint says of it.

const CACHE = "panduan-1";
// Filled in by `site`: the tags of the languages.
const LANGUAGES = [];
// What the endpoint answers is about one person: it is passed on unseen, and never kept.
const ENDPOINT = /^\/(files|apply|status|receipt|metrics|healthz|readyz)(\/|$)/;
const HASHED = /[-_.][0-9a-f]{12,}([-_.][^/]*)?$/;
const DATA = /\.(json|ics|svg|png|webmanifest)$/;
// Says that a page was replaced, so that files may be left that no page needs.
const STALE = "/-stale";
// A reader who reloads wants the newest, but not to wait for it on a dead link.
const PATIENCE = 5000;
// The same for a form, which would go on with old rules and keys of the office, and for the search, whose lists
// come anew while its page has their keys.
const FRESH = /\/(apply|cari)\/$/;

// What came of looking for a newer version of a page, until the page asks.
const looks = new Map();
// How many are keeping files just now, for pages that may not be kept yet.
let busy = 0;

const isPage = (path) => path === "/" || (path.endsWith("/") && LANGUAGES.includes(path.split("/")[1]));
const open = () => caches.open(CACHE);
const shelf = (lang) => `/${lang}/offline/`;
const list = (lang) => `/${lang}/offline.json`;
const date = (kept) => kept.headers.get("date") || "";
const body = (html) => html.slice(html.indexOf("<body"));
// Where the device's store fails, the site is as it would be without this worker.
const find = (path) => caches.match(path).catch(() => {});

addEventListener("install", () => skipWaiting());

// Without navigation preload: Chromium sends it ahead for a receipt's page too, and asks again when the worker passes.
addEventListener("activate", (event) => event.waitUntil(clients.claim()));

addEventListener("fetch", (event) => {
  const { request } = event;
  const { origin, pathname: path } = new URL(request.url);
  if (request.method !== "GET" || origin !== location.origin || ENDPOINT.test(path)) return;
  if (request.mode === "navigate") {
    if (isPage(path)) event.respondWith(page(event, path));
  } else if (HASHED.test(path)) {
    event.respondWith(find(path).then((kept) => kept || fetch(request)));
  } else if (DATA.test(path)) {
    event.respondWith(fetch(request).catch(async () => (await find(path)) || Response.error()));
  }
});

// A page as it is kept, while a newer one is looked for; one that is not kept, from the network; where there is
// none, the page that lists what is kept.
async function page(event, path) {
  const kept = await find(path);
  const answer = fetch(event.request);
  const looked = answer.then((now) => look(path, now.clone()), () => "lost");
  looks.set(path, looked);
  event.waitUntil(looked);
  if (kept && !FRESH.test(path) && !/^(no-cache|reload)$/.test(event.request.cache)) return kept;
  const now = await (kept ? Promise.race([answer.catch(() => {}), wait()]) : answer.catch(() => {}));
  if (now && now.status < 500) {
    // What is newer is shown already.
    looks.set(path, looked.then((state) => (state === "newer" ? "same" : state)));
    return now;
  }
  const [, lang] = path.split("/");
  return kept || (await find(shelf(lang))) || (await anyShelf()) || now || Response.error();
}

const wait = () => new Promise((resolve) => setTimeout(resolve, PATIENCE));

async function anyShelf() {
  for (const lang of LANGUAGES) {
    const kept = await find(shelf(lang));
    if (kept) return kept;
  }
}

// Keeps a page that has arrived, and says whether it is a newer one (newer), the one that was kept (same), or
// none, because the site cannot be reached (lost).
async function look(path, now) {
  if (now.status >= 500) return "lost";
  let html;
  busy++;
  try {
    const cache = await open();
    if (now.status === 404 || now.status === 410) {
      await cache.delete(path);
      return "gone";
    }
    if (!isOurs(now)) return "same";
    html = await now.clone().text().catch(() => {});
    return html === undefined ? "lost" : await keep(cache, path, now, html);
  } catch {
    // There is no room, or the device's store fails: the page has arrived all the same.
    return "same";
  } finally {
    busy--;
  }
}

async function keep(cache, path, now, html) {
  const kept = await cache.match(path);
  if (!kept) await cache.put(path, now);
  const isWhole = await keepFiles(cache, html).then(() => true, () => false);
  if (!kept) return "same";
  const was = await kept.text();
  // A page without its files is worse than an older one with them. Only the day is shown, so it is written once a
  // day.
  if (isWhole && (was !== html || date(kept).slice(0, 16) !== date(now).slice(0, 16))) {
    await cache.put(path, now);
    if (was !== html) await cache.put(STALE, new Response());
  }
  return body(was) === body(html) ? "same" : "newer";
}

function isOurs(answer) {
  const is = (name, words) => words.test(answer.headers.get(name) || "");
  const isPublic = !is("cache-control", /no-store|private/) && is("content-type", /^text\/html/);
  return answer.ok && answer.type === "basic" && !answer.redirected && isPublic;
}

// The files that a page says it needs: its script, and what `site` lists for a form.
function named(html) {
  const found = [...html.matchAll(/<script src="([^"]+)"|<meta name="keep" content="([^"]+)"/g)];
  return found.flatMap(([, script, files]) => (script ? [script] : files.split(" ")));
}

// One after the other, and those that the page has loaded first: the browser has these already.
async function keepFiles(cache, html) {
  for (const path of named(html)) await keepFile(cache, path);
}

async function keepFile(cache, path) {
  if (HASHED.test(path)) {
    if (!(await cache.match(path))) await cache.add(new Request(path, { priority: "low" }));
  } else await cache.add(new Request(path, { cache: "no-cache", priority: "low" }));
}

// Takes away the files that no page needs that is kept. Only where one page is open, and shows what is kept:
// an older one that is open elsewhere may still load its own. Not while files are being kept: their page comes last.
async function sweep(cache) {
  if (busy) return;
  if (!(await cache.match(STALE))) return;
  if ((await clients.matchAll({ type: "window", includeUncontrolled: true })).length > 1) return;
  const paths = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  const needed = new Set();
  for (const path of paths.filter(isPage)) {
    named(await (await cache.match(path)).text()).forEach((file) => needed.add(file));
  }
  for (const path of paths) {
    // The next sweep goes on.
    if (busy) return;
    if (HASHED.test(path) && !needed.has(path)) await cache.delete(path);
  }
  await cache.delete(STALE);
}

addEventListener("message", (event) => {
  const [what, about] = Object.entries(event.data)[0];
  const orders = { read, state, save, drop };
  const tell = (news) => event.source.postMessage({ [what]: about, ...news });
  event.waitUntil(orders[what](about, tell));
});

// A page was opened: it is kept, with the page that is shown when nothing else is there.
async function read(path, tell) {
  if (!isPage(path)) return;
  const looked = looks.get(path) || fetch(path, { cache: "no-cache" }).then((now) => look(path, now), () => "lost");
  looks.delete(path);
  const state = await looked;
  const cache = await open();
  const kept = await cache.match(path);
  tell({ state, date: kept && date(kept) });
  if (state === "lost") return;
  // In each language, 7 KB (brotli) each: the next link may lead to the other one.
  for (const home of LANGUAGES.map(shelf)) {
    if (!(await cache.match(home))) await look(home, await fetch(home).catch(() => Response.error()));
  }
  if (state === "same") await sweep(cache);
}

// What there is of the whole guide in a language, here and at the site, and every page that is kept.
async function state(lang, tell) {
  const cache = await open();
  const kept = await cache.match(list(lang));
  const saved = kept && (await kept.clone().json());
  const site = await fetch(list(lang), { cache: "no-cache" }).then((now) => (now.ok ? now.json() : null), () => null);
  const paths = (await cache.keys()).map(({ url }) => new URL(url).pathname);
  const whole = new Set();
  const pages = [];
  for (const path of paths.filter(isPage)) {
    const page = await cache.match(path);
    if (!page) continue;
    const html = await page.clone().text();
    // A form without a file that it needs is as good as missing.
    if (named(html).every((file) => paths.includes(file))) whole.add(path);
    if (!path.startsWith(`/${lang}/`) || path === shelf(lang)) continue;
    const [, title] = html.match(/<title>(.*?)<\/title>/) || [path, path];
    pages.push([path, title, date(page)]);
  }
  const missing = saved ? saved.pages.filter(([path]) => !whole.has(path)).length : 0;
  const { load, stored } = site || saved || {};
  const isOld = saved && site && saved.release !== site.release;
  tell({ saved: saved && date(kept), count: saved && saved.pages.length, missing, isOld, load, stored, pages });
}

// Keeps every page of a language and every form. What is there already is not loaded again, so that saving
// goes on where it was broken off.
async function save(lang, tell) {
  busy++;
  try {
    const cache = await open();
    const answer = await fetch(list(lang), { cache: "no-cache" });
    const { pages, files, load } = await answer.clone().json();
    const last = await cache.match(list(lang));
    let done = 0;
    const told = (bytes) => tell({ share: (done += bytes) / load });
    const work = files.map(([path, bytes]) => () => keepFile(cache, path).then(() => told(bytes)));
    await several(work);
    const page = async ([path, digest, bytes]) => {
      const kept = await cache.match(path);
      if (!kept || (await digestOf(kept)) !== digest) await cache.add(new Request(path, { cache: "no-cache" }));
      told(bytes);
    };
    await several(pages.map((each) => () => page(each)));
    const before = last ? (await last.json()).pages : [];
    const now = new Set(pages.map(([path]) => path));
    for (const [path] of before) if (!now.has(path)) await cache.delete(path);
    await cache.put(list(lang), answer);
    if (last) await cache.put(STALE, new Response());
    tell({ ended: "saved" });
  } catch (error) {
    tell({ ended: error.name === "QuotaExceededError" ? "full" : "lost" });
  } finally {
    busy--;
  }
}

// A few at a time: on a long way, waiting for each answer would take most of the time.
async function several(work) {
  const one = async () => {
    try {
      for (let next; (next = work.shift()); ) await next();
    } catch (error) {
      work.length = 0;
      throw error;
    }
  };
  await Promise.all([one(), one(), one()]);
}

async function digestOf(kept) {
  const digest = await crypto.subtle.digest("SHA-256", await kept.clone().arrayBuffer());
  const digits = [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0"));
  return digits.join("").slice(0, 16);
}

// Takes the pages of a language away, but for the one that lists what is kept. Files go with a sweep: a form that
// is open elsewhere may need them still.
async function drop(lang, tell) {
  const cache = await open();
  for (const { url } of await cache.keys()) {
    const path = new URL(url).pathname;
    if (path.startsWith(`/${lang}/`) && path !== shelf(lang) && !HASHED.test(path)) await cache.delete(path);
  }
  await cache.put(STALE, new Response());
  await sweep(cache);
  tell({ ended: "removed" });
}
