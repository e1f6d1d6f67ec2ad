/** Whether the server answers, as far as the last calls tell. While it does not, it is asked again and again. */
const PROBE = '/api/v1/identity/public/auth-options'
const PAUSE_MS = 2_000

let reached = true
let timer: ReturnType<typeof setTimeout> | undefined
const listeners = new Set<() => void>()

export const isReached = (): boolean => reached

export function onReach(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** A call was answered, or was not. */
export function answered(yes: boolean): void {
  clearTimeout(timer)
  if (!yes) timer = setTimeout(probe, PAUSE_MS)
  if (yes === reached) return
  reached = yes
  for (const listener of listeners) listener()
}

/** A server that is starting says so by 503: that is no answer yet. */
function probe(): void {
  fetch(PROBE).then(
    ({ status }) => answered(status < 500),
    () => answered(false),
  )
}

/** What the browser knows of its network comes before any call. */
export function watchReach(): void {
  if (!navigator.onLine) answered(false)
  addEventListener('offline', () => answered(false))
  addEventListener('online', probe)
}
