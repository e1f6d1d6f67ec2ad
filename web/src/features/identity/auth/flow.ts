/** The confirmation that this browser has asked for. A link of a mail counts only together with it. */
const KEY = 'verification'

export function keepFlow(flow: string): void {
  try {
    // Not in the session: the link of the mail opens a tab of its own.
    localStorage.setItem(KEY, flow)
  } catch {
    // Storage may be shut off; then only the code works, and only in this tab.
    kept = flow
  }
}

let kept = ''

export function flow(): string {
  try {
    return localStorage.getItem(KEY) ?? kept
  } catch {
    return kept
  }
}

export function dropFlow(): void {
  kept = ''
  try {
    localStorage.removeItem(KEY)
  } catch {
    // There was none.
  }
}
