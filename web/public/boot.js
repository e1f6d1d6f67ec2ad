// Before the first paint: the chosen theme. A file of its own, for the policy allows no inline script.
;(() => {
  let choice = 'dark'
  try {
    // The first page is for strangers; who is signed in (src/api/session.ts keeps the mark) goes on to work.
    if (location.pathname === '/' && localStorage.getItem('signed-in')) location.replace('/dashboard')
    choice = localStorage.getItem('theme') || 'dark'
  } catch {
    // Storage may be shut off; the default is good enough.
  }
  const light =
    choice === 'light' || (choice === 'system' && matchMedia('(prefers-color-scheme: light)').matches)
  document.documentElement.dataset.theme = light ? 'light' : 'dark'
  const bar = document.querySelector('meta[name="theme-color"]')
  if (bar) bar.content = light ? '#fafbfc' : '#101010'
})()
