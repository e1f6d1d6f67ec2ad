const root = document.documentElement

/** What the app can be read in; its document lists it. */
export const languages = () => root.dataset.languages?.split(' ') ?? []

/**
 * Somebody's language goes before that of the browser: the page at `url` begins with it, as this device does from now
 * on. Without storage the browser's language stays, and so does one that is made for tests.
 */
export async function follow(locale: string, url: string): Promise<void> {
  const [language = ''] = locale.split('-')
  if (language === root.lang || root.lang.includes('-X') || !languages().includes(language)) return
  try {
    localStorage.setItem('language', language)
  } catch {
    return
  }
  location.replace(url)
  // Nothing more is shown in the language that goes.
  await new Promise(() => undefined)
}
