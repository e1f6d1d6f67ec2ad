/** The service worker: the app opens without a connection, and a new build waits until somebody says yes. */
import { useSyncExternalStore } from 'react'
import { hasUnsaved } from '~/lib/unsaved'

let waiting: ServiceWorker | null = null
/** Another tab has taken the newer build while this one held text that is not saved. */
let behind = false
let accepted = false
const listeners = new Set<() => void>()

export function startWorker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  const { serviceWorker } = navigator
  if (serviceWorker.controller) serviceWorker.addEventListener('controllerchange', changed)
  else serviceWorker.addEventListener('controllerchange', first, { once: true })
  serviceWorker
    .register(trusted('/sw.js') as string, { type: 'module', updateViaCache: 'none' })
    .then((registration) => {
      seen(registration.waiting)
      registration.addEventListener('updatefound', () => {
        const coming = registration.installing
        coming?.addEventListener('statechange', () => {
          if (coming.state === 'installed' && serviceWorker.controller) seen(coming)
        })
      })
      document.addEventListener('visibilitychange', () => {
        if (document.visibilityState === 'visible') registration.update().catch(() => undefined)
        else if (behind && !hasUnsaved()) location.reload()
      })
    })
    // Without a worker everything works but the start offline.
    .catch(() => undefined)
}

/** Whether a newer build is here and waits, or is what other tabs have. */
export function useUpdate(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => waiting !== null || behind,
  )
}

/** Take the newer build: in this tab at once, in others where nothing is lost by it. */
export function takeUpdate(): void {
  accepted = true
  if (waiting && !behind) waiting.postMessage('activate')
  else location.reload()
}

/** What came before the worker is kept, too: one visit is enough to open the app without a connection. */
async function first(): Promise<void> {
  navigator.serviceWorker.addEventListener('controllerchange', changed)
  const files = performance
    .getEntriesByType('resource')
    .map(({ name }) => name)
    .filter((name) => new URL(name).pathname.startsWith('/assets/'))
  const cache = await caches.open('assets')
  await cache.addAll(new Set(files)).catch(() => undefined)
}

function changed(): void {
  if (accepted || !hasUnsaved()) location.reload()
  else {
    behind = true
    tell()
  }
}

function seen(worker: ServiceWorker | null): void {
  if (!worker) return
  waiting = worker
  tell()
}

function tell(): void {
  for (const listener of listeners) listener()
}

interface Policies {
  createPolicy(
    name: string,
    rules: { createScriptURL: (url: string) => string },
  ): { createScriptURL(url: string): unknown }
}

/** Our policy demands that addresses of scripts are made by a named rule (Trusted Types). */
function trusted(url: string): unknown {
  const policies = (globalThis as { trustedTypes?: Policies }).trustedTypes
  return policies
    ? policies.createPolicy('mw-sw', { createScriptURL: () => '/sw.js' }).createScriptURL(url)
    : url
}
