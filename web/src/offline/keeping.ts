/** Whether this device may keep what is read and written; chosen at the login, and remembered by the browser. */
const KEY = 'keep'

export function mayKeep(): boolean {
  try {
    return localStorage.getItem(KEY) !== 'no'
  } catch {
    return true
  }
}

export function chooseKeeping(keep: boolean): void {
  try {
    if (keep) localStorage.removeItem(KEY)
    else localStorage.setItem(KEY, 'no')
  } catch {
    // Storage is shut off: then nothing can be kept anyway.
  }
}
