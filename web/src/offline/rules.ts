/** Changes that wait for a connection: in which order they are sent, and what an answer means. Pure. */
import type { Problem } from '~/api/problem'

export type Row = Record<string, unknown>

/** A call that was made without a connection. */
export interface Item {
  /** Its place: calls are sent in the order in which they were made. */
  seq: number
  /** `Idempotency-Key`: the first try may have arrived although its answer did not. */
  key: string
  user: string
  workspace: string
  method: 'POST' | 'PATCH'
  path: string
  body: Row
  /** What was read before it was changed; a change by somebody else in between is a conflict. */
  version: number | null
  /** The fields of `body` as they were read. */
  before: Row
  /** What people call it, and its fields. */
  title: string
  labels: Record<string, string>
  at: number
  /** `waiting` is sent by itself; everything else waits for a decision. */
  state: 'waiting' | 'old' | 'conflict' | 'refused'
  /** What the server said, as it said it. */
  problem?: { status: number; body: Row }
  /** The record as others have changed it. */
  theirs?: Row & { version: number }
}

/** After this time the server has forgotten the key: sending again might do it twice. */
const KEY_LIFE_MS = 24 * 3_600_000

export const isOld = ({ at }: Item, now: number): boolean => now - at > KEY_LIFE_MS

/** What one record is: changes of it are sent in order. A new record is its own. */
const recordOf = ({ method, path, seq }: Item): string => (method === 'PATCH' ? path : String(seq))

/** The next call to send for somebody; what stands behind an undecided change of the same record waits with it. */
export function next(items: Item[], user: string): Item | undefined {
  const held = new Set<string>()
  for (const item of items.filter((one) => one.user === user)) {
    if (item.state === 'waiting' && !held.has(recordOf(item))) return item
    held.add(recordOf(item))
  }
  return undefined
}

/** `later`: nobody answered, or not now; `conflict`: somebody was there before; `refused`: it will never be taken. */
export function verdict({ status, code }: Problem): 'later' | 'conflict' | 'refused' {
  if (status === 0 || status === 401 || status === 429 || status >= 500) return 'later'
  if (code === 'idempotency_in_flight' || code === 'busy') return 'later'
  return status === 412 || code === 'possible_duplicate' ? 'conflict' : 'refused'
}

/** Changes of a record that follow one of ours were made on top of it, not of what was read before. */
export function follow(items: Item[], sent: Item, version: number): Item[] {
  return items
    .filter((one) => one.path === sent.path && one.seq > sent.seq && one.version !== null)
    .filter((one) => (one.version as number) < version)
    .map((one) => ({ ...one, version }))
}

/** Whether a record already says everything that a change says; what the server adds to it does not matter. */
export function covers(record: unknown, change: unknown): boolean {
  if (Array.isArray(change))
    return (
      Array.isArray(record) &&
      record.length === change.length &&
      change.every((one, at) => covers(record[at], one))
    )
  if (change !== null && typeof change === 'object')
    return (
      record !== null &&
      typeof record === 'object' &&
      Object.entries(change).every(([name, value]) => covers((record as Row)[name], value))
    )
  return Object.is(record ?? null, change ?? null)
}

/** My fields that nobody else has touched. Null where that is all of them or none: then there are not both to keep. */
export function both({ body, before, theirs = { version: 0 } }: Item): Row | null {
  const free = Object.entries(body).filter(([name]) => covers(theirs[name], before[name]))
  return free.length > 0 && free.length < Object.keys(body).length ? Object.fromEntries(free) : null
}
