/** An address from data that may be a link: nothing that runs code. */
export function safeHref(text: string | null | undefined): string | undefined {
  if (!text) return undefined
  try {
    const url = new URL(text)
    return ['http:', 'https:', 'mailto:', 'tel:'].includes(url.protocol) ? url.href : undefined
  } catch {
    return undefined
  }
}

/** Where to go after signing in: a path of this app and of nobody else. */
export function nextPath(search: string, fallback = '/dashboard'): string {
  const next = new URLSearchParams(search).get('next') ?? ''
  return /^\/(?![/\\])/.test(next) ? next : fallback
}
