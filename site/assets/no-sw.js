// In previews only: takes the place of the service worker of an earlier guide at this address, and goes, with
// all that it kept. A page of a preview is always the newest.
addEventListener("install", () => skipWaiting());
addEventListener("activate", (event) => event.waitUntil(end()));
async function end() {
  for (const name of await caches.keys()) await caches.delete(name);
  await registration.unregister();
  for (const client of await clients.matchAll({ type: "window" })) client.navigate(client.url);
}
