// In previews only: shows the newest build, and what is wrong with the content.
let shown;
const box = document.createElement("pre");
box.setAttribute("role", "alert");
box.style.cssText =
  "position:fixed;inset:auto 0 0 0;max-height:50vh;overflow:auto;margin:0;padding:1rem;z-index:9;" +
  "white-space:pre-wrap;background:#400;color:#fff;font:14px/1.4 monospace";
async function look() {
  try {
    const { built, problems } = await (await fetch("/live.json", { cache: "no-store" })).json();
    if (shown && built !== shown) return location.reload();
    if (!shown && problems) {
      box.textContent = problems;
      document.body.append(box);
    }
    shown = built;
  } catch {
    // The server is being started again.
  }
  setTimeout(look, 1000);
}
look();
