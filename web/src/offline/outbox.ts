/** The changes that wait on this device, the same in every tab. */
import { stored } from './database'
import type { Item } from './rules'

let items: Item[] = []
const listeners = new Set<() => void>()
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('outbox')
channel?.addEventListener('message', () => void read())

/** As they were read last; `read` makes them new. */
export const waiting = (): Item[] => items

export function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

export async function read(): Promise<Item[]> {
  items = await stored((db) => db.getAll('outbox'))
  for (const listener of listeners) listener()
  return items
}

/** Put one behind all others. */
export async function add(item: Omit<Item, 'seq' | 'state'>): Promise<void> {
  await stored(async (db) => {
    const write = db.transaction('outbox', 'readwrite')
    const last = await write.store.openKeyCursor(null, 'prev')
    await write.store.add({ ...item, seq: (last?.key ?? 0) + 1, state: 'waiting' })
    await write.done
  })
  await told()
}

export async function put(...changed: Item[]): Promise<void> {
  await stored(async (db) => {
    const write = db.transaction('outbox', 'readwrite')
    for (const item of changed) await write.store.put(item)
    await write.done
  })
  await told()
}

export async function drop({ seq }: Item): Promise<void> {
  await stored((db) => db.delete('outbox', seq))
  await told()
}

async function told(): Promise<void> {
  await read()
  channel?.postMessage('changed')
}
