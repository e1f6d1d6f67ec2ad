/** The theme that somebody has chosen; `public/boot.js` applies it before the first paint. */
export type Theme = 'dark' | 'light' | 'system'

export function chooseTheme(theme: Theme): void {
  try {
    localStorage.setItem('theme', theme)
  } catch {
    // Storage may be shut off; then the choice lasts as long as the page.
  }
  const light =
    theme === 'light' || (theme === 'system' && matchMedia('(prefers-color-scheme: light)').matches)
  document.documentElement.dataset.theme = light ? 'light' : 'dark'
}

export function chosenTheme(): Theme {
  try {
    const kept = localStorage.getItem('theme')
    return kept === 'light' || kept === 'system' ? kept : 'dark'
  } catch {
    return 'dark'
  }
}
