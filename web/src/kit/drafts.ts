/** Typed text of forms that are not saved yet, for as long as the tab lives. */
import type { FormValues } from './form-spec'

export function readDraft(name: string | undefined): FormValues {
  try {
    return JSON.parse((name && sessionStorage.getItem(`draft:${name}`)) || '{}')
  } catch {
    return {}
  }
}

export function keepDraft(name: string, values: FormValues | null) {
  try {
    if (values === null) sessionStorage.removeItem(`draft:${name}`)
    else sessionStorage.setItem(`draft:${name}`, JSON.stringify(values))
  } catch {
    // Storage may be full or shut off; the form itself still holds the text.
  }
}
