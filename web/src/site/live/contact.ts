import { isProblem } from '~/api/problem'
import { ask } from './sources'

/** Send the form; what the server refuses is said at its field, as everywhere. */
export function watchContact(form: HTMLFormElement): void {
  const failure = form.querySelector<HTMLElement>('[data-failure]')
  const button = form.querySelector('button')
  form.addEventListener('submit', async (event) => {
    event.preventDefault()
    if (button?.ariaBusy === 'true') return
    clear(form, failure)
    if (button) button.ariaBusy = 'true'
    try {
      await ask('contact-requests', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: JSON.stringify({
          ...Object.fromEntries(new FormData(form)),
          locale: document.documentElement.lang,
        }),
      })
      form.hidden = true
      const sent = document.querySelector<HTMLElement>('[data-sent]')
      if (sent) sent.hidden = false
      sent?.focus()
    } catch (error) {
      if (!isProblem(error)) throw error
      const refused = error.errors.filter(({ pointer, message }) => mark(form, pointer.slice(1), message))
      if (refused.length === 0 && failure) {
        failure.textContent = error.status === 0 ? (failure.dataset.offline ?? '') : error.message
        failure.hidden = false
      }
      form.querySelector<HTMLElement>('[aria-invalid]')?.focus()
    } finally {
      if (button) button.ariaBusy = null
    }
  })
}

function clear(form: HTMLFormElement, failure: HTMLElement | null): void {
  if (failure) failure.hidden = true
  for (const control of form.querySelectorAll('[aria-invalid]')) {
    control.removeAttribute('aria-invalid')
    control.removeAttribute('aria-describedby')
  }
  for (const said of form.querySelectorAll('[data-error]')) said.remove()
}

function mark(form: HTMLFormElement, name: string, message: string): boolean {
  const control = form.elements.namedItem(name)
  if (!(control instanceof HTMLElement)) return false
  const said = document.createElement('p')
  said.id = `${name}-error`
  said.className = 'mt-1.5 text-xs text-danger'
  said.dataset.error = ''
  said.textContent = message
  control.after(said)
  control.setAttribute('aria-invalid', 'true')
  control.setAttribute('aria-describedby', said.id)
  return true
}
