/** Whether this tab holds text that is saved nowhere else: then it is not reloaded by itself. */
import { useEffect } from 'react'

let holders = 0

/** For as long as a form has changes. */
export function useUnsaved(dirty: boolean): void {
  useEffect(() => {
    if (!dirty) return
    holders++
    return () => {
      holders--
    }
  }, [dirty])
}

export function hasUnsaved(): boolean {
  // Fields that no form library looks after have what they began with beside what was typed.
  const typed = [...document.querySelectorAll('textarea')].some(
    ({ value, defaultValue }) => value !== defaultValue,
  )
  return holders > 0 || typed
}
