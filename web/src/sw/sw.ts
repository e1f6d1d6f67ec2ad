/**
 * The service worker. It keeps what the app needs to open, serves hashed files from the cache, and answers moves to
 * pages of the app with its one document. It never touches the API.
 */
declare const self: ServiceWorkerGlobalScope

export type {}

/** Set at build: id of the build, files to keep at once, patterns of the pages of the app. */
declare const __BUILD__: { id: string; files: string[]; pages: string[] }

const SHELL = `shell-${__BUILD__.id}`
const ASSETS = 'assets'
const PAGES = __BUILD__.pages.map((page) => new RegExp(`^${page.replace(/:[a-z]+/gi, '[^/]+')}/?$`))

self.addEventListener('install', (event) => {
  event.waitUntil(caches.open(SHELL).then((cache) => cache.addAll(__BUILD__.files)))
})

self.addEventListener('activate', (event) => {
  event.waitUntil(
    caches
      .keys()
      .then((names) =>
        Promise.all(
          names
            .filter((name) => name.startsWith('shell-') && name !== SHELL)
            .map((name) => caches.delete(name)),
        ),
      )
      .then(() => self.clients.claim()),
  )
})

self.addEventListener('message', (event) => {
  if (event.data === 'activate') self.skipWaiting()
})

self.addEventListener('fetch', (event) => {
  const { request } = event
  const url = new URL(request.url)
  if (request.method !== 'GET' || url.origin !== location.origin) return
  if (request.mode === 'navigate' && PAGES.some((page) => page.test(url.pathname))) event.respondWith(page())
  else if (url.pathname.startsWith('/assets/')) event.respondWith(asset(request))
  else if (url.pathname === '/boot.js') event.respondWith(kept(request))
})

async function page(): Promise<Response> {
  return (await caches.match('/app.html', { cacheName: SHELL })) ?? fetch('/app.html')
}

async function kept(request: Request): Promise<Response> {
  return (await caches.match(request)) ?? fetch(request)
}

/** Hashed files never change: what is there is right. */
async function asset(request: Request): Promise<Response> {
  const known = await caches.match(request)
  if (known) return known
  const answer = await fetch(request)
  if (answer.ok) {
    const cache = await caches.open(ASSETS)
    await cache.put(request, answer.clone())
  }
  return answer
}
