/** The workspace that calls are made in, kept per browser so that a new tab opens where the last one was. */
const KEY = 'workspace'

let id: string | null = read()
const listeners = new Set<() => void>()

export const workspaceId = (): string | null => id

export function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export function chooseWorkspace(next: string | null): void {
  if (next === id) return
  id = next
  try {
    if (next === null) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, next)
  } catch {
    // Storage may be shut off; then the choice lasts as long as the tab.
  }
  for (const listener of listeners) listener()
}

function read(): string | null {
  try {
    return localStorage.getItem(KEY)
  } catch {
    return null
  }
}
