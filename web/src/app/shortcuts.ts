import { useEffect, useRef } from 'react'
import { useNavigate } from 'react-router'
import { useUser } from '~/api/access'
import { useEntries } from './navigation'

const CHORD_MS = 1_000

/**
 * Ctrl or ⌘ K opens the palette, `g` and a letter goes to a page. Letters do nothing while somebody types, or has
 * switched them off.
 */
export function useShortcuts(openPalette: () => void): void {
  const navigate = useNavigate()
  const entries = useEntries()
  const chord = useRef(0)
  const letters = useUser().preferences?.shortcuts !== false
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.key === 'k' && (event.metaKey || event.ctrlKey)) {
        event.preventDefault()
        return openPalette()
      }
      if (event.metaKey || event.ctrlKey || event.altKey || !letters || types(event.target)) return
      if (Date.now() - chord.current < CHORD_MS) {
        const entry = entries.find(({ key }) => key === event.key)
        chord.current = 0
        if (entry) navigate(entry.to)
      } else if (event.key === 'g') chord.current = Date.now()
    }
    addEventListener('keydown', press)
    return () => removeEventListener('keydown', press)
  }, [openPalette, navigate, entries, letters])
}

function types(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName))
  )
}
