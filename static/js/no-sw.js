// The worker that undoes the worker: served at /sw.js while SERVICE_WORKER is off. Unsent forms stay in IndexedDB, so
// that they are still there when the real one comes back.
addEventListener("install", () => self.skipWaiting());
addEventListener("activate", (event) => event.waitUntil((async () => {
  for (const name of await caches.keys()) await caches.delete(name);
  await self.registration.unregister();
})()));
