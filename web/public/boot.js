// Before the first paint: the chosen theme and language. A file of its own, for the policy allows no inline script.
;(() => {
  const root = document.documentElement
  let choice = 'dark'
  let spoken = null
  try {
    // The first page is for strangers; who is signed in (src/api/session.ts keeps the mark) goes on to work.
    if (location.pathname === '/' && localStorage.getItem('signed-in')) location.replace('/dashboard')
    choice = localStorage.getItem('theme') || 'dark'
    spoken = localStorage.getItem('language')
  } catch {
    // Storage may be shut off; the default is good enough.
  }
  const light =
    choice === 'light' || (choice === 'system' && matchMedia('(prefers-color-scheme: light)').matches)
  root.dataset.theme = light ? 'light' : 'dark'
  const bar = document.querySelector('meta[name="theme-color"]')
  if (bar) bar.content = light ? '#fafbfc' : '#101010'

  // A document lists its languages: what was chosen comes first, then what the browser prefers. Those with -XA and -XB
  // are made for tests (src/lib/pseudo.ts).
  const languages = root.dataset.languages?.split(' ') ?? []
  const preferred = [spoken ?? '', ...navigator.languages]
  const tags = preferred.map((tag) => (/-X[AB]$/.test(tag) ? tag : tag.split('-')[0]))
  if ('public' in root.dataset) {
    // A public page has an address for each language; the one without leads to the reader's own.
    const found = tags.find((tag) => languages.includes(tag))
    if (root.lang === 'en' && found && found !== 'en')
      location.replace(`/${found}${location.pathname.replace(/\/$/, '')}${location.search}${location.hash}`)
  } else if (languages.length) {
    root.lang = tags.find((tag) => languages.includes(tag) || /-X[AB]$/.test(tag)) ?? languages[0]
    root.dir = /^(ar|fa|he|ur)\b/.test(root.lang) ? 'rtl' : 'ltr'
    // React Aria has words of its own, which otherwise follow the browser.
    window[Symbol.for('react-aria.i18n.locale')] = root.lang
  }
})()
