/**
 * The service worker. It keeps what the app needs to open, serves hashed files from the cache, and answers moves to
 * pages of the app with its one document. It never touches the API. It shows what is pushed.
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

/** What the server encrypts for this browser. */
interface Pushed {
  title: string
  body: string | null
  url: string | null
}

self.addEventListener('push', (event) => {
  if (!event.data) return
  const { title, body, url } = event.data.json() as Pushed
  event.waitUntil(
    self.registration.showNotification(title, {
      body: body ?? '',
      icon: '/icons/192.png',
      badge: '/icons/96.png',
      data: { url },
    }),
  )
})

self.addEventListener('notificationclick', (event) => {
  event.notification.close()
  event.waitUntil(lead(event.notification.data?.url))
})

/** A window of ours that is there comes to the front, and goes to the page that the message is about. */
async function lead(path: unknown): Promise<void> {
  const url = new URL(typeof path === 'string' ? path : '/', location.origin)
  const target = url.origin === location.origin ? url.href : location.origin
  const [first] = await self.clients.matchAll({ type: 'window', includeUncontrolled: true })
  if (!first) {
    await self.clients.openWindow(target)
    return
  }
  await first.focus().catch(() => undefined)
  // A page that began without this worker cannot be led by it.
  await first.navigate(target).catch(() => self.clients.openWindow(target))
}

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
