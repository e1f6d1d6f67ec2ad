import { useEffect, useMemo, useSyncExternalStore } from 'react'
import { useUser } from '~/api/access'
import { read, subscribe, waiting } from './outbox'
import type { Item } from './rules'

/** What the present person has written and nobody has taken yet. */
export function useWaiting(): Item[] {
  const { id } = useUser()
  const items = useSyncExternalStore(subscribe, waiting)
  useEffect(() => void read().catch(() => undefined), [])
  return useMemo(() => items.filter(({ user }) => user === id), [items, id])
}
