/** The service worker: the app opens without a connection, and a new build waits until somebody says yes. */
import { useSyncExternalStore } from 'react'

let waiting: ServiceWorker | null = null
const listeners = new Set<() => void>()

export function startWorker(): void {
  if (!('serviceWorker' in navigator) || import.meta.env.DEV) return
  navigator.serviceWorker
    .register(trusted('/sw.js') as string, { type: 'module', updateViaCache: 'none' })
    .then((registration) => {
      seen(registration.waiting)
      registration.addEventListener('updatefound', () => {
        const coming = registration.installing
        coming?.addEventListener('statechange', () => {
          if (coming.state === 'installed' && navigator.serviceWorker.controller) seen(coming)
        })
      })
    })
    // Without a worker everything works but the start offline.
    .catch(() => undefined)
}

/** Whether a newer build is here and waits. */
export function useUpdate(): boolean {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    () => waiting !== null,
  )
}

/** Take the newer build, in this tab at once. */
export function takeUpdate(): void {
  if (!waiting) {
    location.reload()
    return
  }
  navigator.serviceWorker.addEventListener('controllerchange', () => location.reload(), { once: true })
  waiting.postMessage('activate')
}

function seen(worker: ServiceWorker | null): void {
  if (!worker) return
  waiting = worker
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
