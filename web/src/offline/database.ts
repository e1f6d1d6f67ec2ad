/** What this device keeps: the last that was read of each workspace, and changes that wait for a connection. */
import type { DehydratedState } from '@tanstack/react-query'
import { type DBSchema, type IDBPDatabase, openDB } from 'idb'
import type { User } from '~/api/session'
import type { Item } from './rules'

export interface Snapshot {
  user: User
  /** Empty for somebody who is in no workspace. */
  workspace: string
  at: number
  state: DehydratedState
}

interface Schema extends DBSchema {
  snapshots: { key: string; value: Snapshot }
  outbox: { key: number; value: Item }
}

const VERSION = 2

/** Opened for one piece of work: a connection that stays would hold up the next version of the database. */
export async function stored<T>(work: (db: IDBPDatabase<Schema>) => Promise<T>): Promise<T> {
  const db = await openDB<Schema>('mewayz', VERSION, {
    upgrade(db) {
      for (const name of db.objectStoreNames) db.deleteObjectStore(name)
      db.createObjectStore('snapshots', { keyPath: 'workspace' })
      db.createObjectStore('outbox', { keyPath: 'seq' })
    },
  })
  try {
    return await work(db)
  } finally {
    db.close()
  }
}
