// Keeps the page, so that it works without a network. A new version is fetched when the browser looks for
// one, and waits: whoever plays goes on with the version that they began with, until they take the new one.

const { name, files } = '@CACHE@';
const PREFIX = 'gobuttplug-page-';
const here = new URL('./', location.href);

addEventListener('install', event => event.waitUntil(keep()));
addEventListener('activate', event => event.waitUntil(clean()));
addEventListener('message', event => { if (event.data === 'take over') skipWaiting(); });
addEventListener('fetch', event => {
  const { request } = event;
  const url = new URL(request.url);
  if (request.method !== 'GET' || url.origin !== here.origin) return;
  event.respondWith(answer(request, url, event.clientId));
});

async function keep() {
  const cache = await caches.open(name);
  await Promise.all(files.map(async file => {
    const response = await fetch(new Request(file, { cache: 'reload' }));
    if (!response.ok) throw new Error(`${file}: the server answered ${response.status}`);
    // Some servers send index.html on to the folder; what was sent on is no answer to a navigation.
    await cache.put(file, response.redirected ? new Response(response.body, response) : response);
  }));
}

async function clean() {
  for (const other of await caches.keys()) if (other.startsWith(PREFIX) && other !== name) await caches.delete(other);
  await clients.claim();
}

// The page, and what it loads, come out of the cache. Games in the same folder get what the server has.
async function answer(request, url, clientId) {
  const file = url.pathname.slice(here.pathname.length) || 'index.html';
  const ours = url.pathname.startsWith(here.pathname) && files.includes(file);
  if (ours && (request.mode === 'navigate' ? file === 'index.html' : await isPage(clientId))) {
    const kept = await (await caches.open(name)).match(new URL(file, here), { ignoreVary: true });
    if (kept) return kept;
  }
  return fetch(request);
}

async function isPage(clientId) {
  const client = await clients.get(clientId);
  if (!client) return false;
  const { pathname } = new URL(client.url);
  return pathname === here.pathname || pathname === `${here.pathname}index.html`;
}
