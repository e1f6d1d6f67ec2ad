/** The one script of the public pages: theme, language, what is read when a page is opened, and the contact form. */
import { chooseTheme } from '~/lib/theme'
import { watchContact } from './contact'
import { fill } from './fill'
import { sources } from './sources'

const root = document.documentElement
document.querySelector('[data-theme-switch]')?.addEventListener('click', () => {
  chooseTheme(root.dataset.theme === 'light' ? 'dark' : 'light')
})

for (const link of document.querySelectorAll<HTMLElement>('[data-language]'))
  link.addEventListener('click', () => remember(link.dataset.language ?? ''))

if (signedIn())
  for (const element of document.querySelectorAll<HTMLElement>('[data-for]'))
    element.hidden = element.dataset.for === 'strangers'

for (const area of document.querySelectorAll<HTMLElement>('[data-live]')) {
  area.querySelector('[data-retry]')?.addEventListener('click', () => load(area))
  load(area)
}

const form = document.querySelector<HTMLFormElement>('form[data-contact]')
if (form) watchContact(form)

async function load(area: HTMLElement): Promise<void> {
  show(area, 'loading')
  try {
    const { empty, data } = (await sources[area.dataset.live ?? '']?.()) ?? { empty: true, data: {} }
    fill(area, data)
    show(area, empty ? 'empty' : 'ready')
  } catch {
    show(area, 'error')
  }
}

function show(area: HTMLElement, state: string): void {
  area.ariaBusy = String(state === 'loading')
  for (const part of area.querySelectorAll<HTMLElement>('[data-state]'))
    part.hidden = part.dataset.state !== state
}

/** `public/boot.js` begins with it, here and in the app. */
function remember(language: string): void {
  try {
    localStorage.setItem('language', language)
  } catch {
    // Storage may be shut off; then the browser's language is the first again.
  }
}

/** The mark that `api/session.ts` keeps for it. */
function signedIn(): boolean {
  try {
    return localStorage.getItem('signed-in') !== null
  } catch {
    return false
  }
}
