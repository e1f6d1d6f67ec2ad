/** What was read last is kept on this device for seven days, per workspace, so that the app opens without a connection. */
import { dehydrate, hydrate, type QueryClient } from '@tanstack/react-query'
import type { User } from '~/api/session'
import { workspaceId } from '~/api/workspace'
import { stored } from './database'
import { mayKeep } from './keeping'

const AGE_MS = 7 * 86_400_000
/** Answers of one workspace, the newest. */
const MOST = 200
/** What is worth reading on the way, and what the shell needs to stand. */
const KEPT = new Set([
  'workspaces',
  'access',
  'navigation',
  'onboarding',
  'activity',
  'overview',
  'contacts',
  'companies',
  'leads',
  'deals',
  'activities',
  'notes',
  'timeline',
  'pipelines',
  'stages',
])

export async function keep(client: QueryClient, user: User, now = Date.now()): Promise<void> {
  if (!mayKeep()) return
  const workspace = workspaceId()
  const { queries } = dehydrate(client, {
    shouldDehydrateMutation: () => false,
    // Also what could not be asked for again: the last answer is what there is to read.
    shouldDehydrateQuery: ({ queryKey: [space, , kind], state: { data } }) =>
      data !== undefined && (space === 'me' || space === workspace) && KEPT.has(String(kind)),
  })
  const known = queries.map(({ state, ...query }) => ({
    ...query,
    state: {
      ...state,
      status: 'success' as const,
      fetchStatus: 'idle' as const,
      error: null,
      fetchFailureReason: null,
    },
  }))
  const read = new Set(known.map(({ queryHash }) => queryHash))
  await stored(async (db) => {
    // What somebody else has left here, who never signed out.
    if ((await db.getAll('snapshots')).some((one) => one.user.id !== user.id)) await db.clear('snapshots')
    const before = (await db.get('snapshots', workspace ?? ''))?.state.queries ?? []
    const queries = [...known, ...before.filter(({ queryHash }) => !read.has(queryHash))]
      .filter(({ state }) => now - state.dataUpdatedAt < AGE_MS)
      .sort((one, other) => other.state.dataUpdatedAt - one.state.dataUpdatedAt)
      .slice(0, MOST)
    await db.put('snapshots', {
      user,
      workspace: workspace ?? '',
      at: now,
      state: { queries, mutations: [] },
    })
  })
}

/** Fill the cache with what was kept and tell whose it is; null when there is nothing fresh enough. */
export async function recall(client: QueryClient, now = Date.now()): Promise<User | null> {
  const all = await stored((db) => db.getAll('snapshots'))
  const fresh = all.filter(({ at }) => now - at <= AGE_MS).sort((one, other) => other.at - one.at)
  const found = fresh.find(({ workspace }) => workspace === workspaceId()) ?? fresh[0]
  if (!found) return null
  const queries = found.state.queries.filter(({ state }) => now - state.dataUpdatedAt < AGE_MS)
  hydrate(client, { ...found.state, queries })
  return found.user
}

/** Nothing of anybody stays on this device. */
export async function wipe(): Promise<void> {
  await stored(async (db) => {
    await db.clear('snapshots')
    await db.clear('outbox')
  })
}
