/** What was read last is kept on this device for seven days, per person, so that the app opens without a connection. */
import { type DehydratedState, dehydrate, hydrate, type QueryClient } from '@tanstack/react-query'
import { type DBSchema, openDB } from 'idb'
import type { User } from '~/api/session'

const AGE_MS = 7 * 86_400_000
/** Resources that are worth reading on the way, and what the shell needs to stand. */
const KEPT = new Set([
  'workspaces',
  'access',
  'navigation',
  'contacts',
  'companies',
  'leads',
  'deals',
  'activities',
  'notes',
  'pipelines',
  'stages',
])

interface Snapshot {
  user: User
  at: number
  state: DehydratedState
}

interface Schema extends DBSchema {
  snapshots: { key: 'last'; value: Snapshot }
}

const database = () =>
  openDB<Schema>('mewayz', 1, {
    upgrade(db) {
      db.createObjectStore('snapshots')
    },
  })

export async function keep(client: QueryClient, user: User): Promise<void> {
  const state = dehydrate(client, {
    shouldDehydrateMutation: () => false,
    shouldDehydrateQuery: ({ queryKey, state: { status } }) =>
      status === 'success' && KEPT.has(String(queryKey[2])),
  })
  const db = await database()
  await db.put('snapshots', { user, at: Date.now(), state }, 'last')
  db.close()
}

/** Fill the cache with what was kept and tell whose it is; null when there is nothing fresh enough. */
export async function recall(client: QueryClient, now = Date.now()): Promise<User | null> {
  const db = await database()
  const found = await db.get('snapshots', 'last')
  db.close()
  if (!found || now - found.at > AGE_MS) return null
  hydrate(client, found.state)
  return found.user
}

/** Nothing of anybody stays on this device. */
export async function wipe(): Promise<void> {
  const db = await database()
  await db.clear('snapshots')
  db.close()
}
