import { useSyncExternalStore } from 'react'

const query = () => matchMedia('(min-width: 48rem)')

/** Whether there is room for tables; below it lists are cards. */
export function useWide(): boolean {
  return useSyncExternalStore(
    (listener) => {
      const watched = query()
      watched.addEventListener('change', listener)
      return () => watched.removeEventListener('change', listener)
    },
    () => query().matches,
  )
}
