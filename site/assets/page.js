// On every page: has the service worker keep it, and says when what is shown is a kept copy, or an older one.
{
// Filled in by `site`: `lang`, and words by their keys.
const WORDS = {};
const worker = navigator.serviceWorker;
const bar = document.createElement("div");
bar.className = "kept";
bar.setAttribute("role", "status");

const button = (words, act) => {
  const made = document.createElement("button");
  made.type = "button";
  made.textContent = words;
  made.onclick = act;
  return made;
};

const show = (words, ...more) => {
  const text = document.createElement("p");
  text.textContent = words;
  bar.replaceChildren(text, ...more, button(WORDS.close, () => bar.replaceChildren()));
};

const hear = ({ data: { read, state, date } }) => {
  if (!read) return;
  if (state === "newer") return show(WORDS.newer, button(WORDS.show, () => location.reload()));
  if (state !== "lost" || !date) return bar.replaceChildren();
  const day = new Date(date).toLocaleDateString(WORDS.lang, { dateStyle: "long" });
  const form = document.querySelector("main.apply") ? ` ${WORDS.kept_form}` : "";
  const link = document.createElement("a");
  link.href = `/${WORDS.lang}/offline/`;
  link.textContent = WORDS.see;
  show(WORDS.kept.replace("{date}", day) + form, link);
};

if (worker) {
  const ask = () =>
    worker.ready.then(({ active }) => {
      // Empty, and before there is something to say: only then is it read out.
      if (!bar.isConnected) document.body.append(bar);
      active.postMessage({ read: location.pathname });
    });
  worker.addEventListener("message", hear);
  worker.startMessages();
  // After all that the reader waits for. A browser that refuses keeps nothing, and the page is as it was.
  const start = () => worker.register("/sw.js").then(ask, () => {});
  if (document.readyState === "complete") start();
  else addEventListener("load", start);
  addEventListener("online", ask);
}
}
