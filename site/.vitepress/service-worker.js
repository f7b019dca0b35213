// Runs in the browser, behind a line that says what `site` is: its version, the files to keep, and where assets are.

/** As it came, with the headers of a page that is isolated. */
function isolated(response) {
  if (response.status === 0) return response;
  const headers = new Headers(response.headers);
  headers.set('Cross-Origin-Opener-Policy', 'same-origin');
  headers.set('Cross-Origin-Embedder-Policy', 'require-corp');
  headers.set('Cross-Origin-Resource-Policy', 'same-origin');
  const { status, statusText } = response;
  return new Response(response.body, { status, statusText, headers });
}

/** What has a name after its content never changes; of everything else the network has the latest. */
async function answer(request) {
  const cache = await caches.open(site.version);
  const isAsset = new URL(request.url).pathname.startsWith(site.assets);
  const options = { ignoreSearch: true };
  const present = isAsset ? await cache.match(request, options) : undefined;
  if (present) return isolated(present);
  try {
    const response = await fetch(request);
    if (response.ok) await cache.put(request.url.split('?')[0], response.clone());
    return isolated(response);
  } catch (error) {
    const earlier = await cache.match(request, options);
    if (earlier) return isolated(earlier);
    throw error;
  }
}

async function removeOthers() {
  const names = await caches.keys();
  await Promise.all(names.filter((name) => name !== site.version).map((name) => caches.delete(name)));
}

addEventListener('install', (event) => {
  skipWaiting();
  event.waitUntil(caches.open(site.version).then((cache) => cache.addAll(site.files)));
});
addEventListener('activate', (event) => {
  event.waitUntil(removeOthers().then(() => clients.claim()));
});
addEventListener('fetch', (event) => {
  const { method, url } = event.request;
  if (method === 'GET' && new URL(url).origin === location.origin) event.respondWith(answer(event.request));
});
