/** What is written without a connection is kept, shown where it can be, and sent later. */
import type { QueryClient } from '@tanstack/react-query'
import { Problem } from '~/api/problem'
import type { Resource, Stored } from '~/api/resource'
import { current } from '~/api/session'
import { workspaceId } from '~/api/workspace'
import { mayKeep } from './keeping'
import { add } from './outbox'
import type { Row } from './rules'

export interface Late {
  resource: Pick<Resource<unknown>, 'key' | 'named' | 'path'>
  /** The stored record that is changed; a new one has none. */
  row?: Stored
  body: unknown
  key: string
  labels?: Record<string, string>
}

/** Always ends with a problem: `waiting` when it is kept, `offline` when it cannot be. */
export async function wait(client: QueryClient, { resource, row, body, key, labels }: Late): Promise<never> {
  const session = current()
  const user = session.status === 'in' || session.status === 'offline' ? session.user : null
  const workspace = workspaceId()
  if (!resource.named || !mayKeep() || !user || user.acting_staff_id || !workspace) throw Problem.offline()
  const said = body as Row
  await add({
    key,
    user: user.id,
    workspace,
    method: row ? 'PATCH' : 'POST',
    path: row ? `${resource.path}/${row.id}` : resource.path,
    body: said,
    version: row?.version ?? null,
    before: Object.fromEntries(
      Object.keys(said).map((name) => [name, (row as Row | undefined)?.[name] ?? null]),
    ),
    title: resource.named({ ...row, ...said }),
    labels: labels ?? {},
    at: Date.now(),
  })
  if (row)
    // It is no newer than what was read.
    for (const { queryKey, state } of client.getQueryCache().findAll({ queryKey: resource.key() }))
      client.setQueryData(queryKey, changed(state.data, row.id, said), { updatedAt: state.dataUpdatedAt })
  throw Problem.waiting()
}

/** What is shown of a record, in a page of it or in lists, with the change that is on its way. */
function changed(data: unknown, id: string, change: Row): unknown {
  if (Array.isArray(data)) return data.map((one) => changed(one, id, change))
  if (data === null || typeof data !== 'object') return data
  const found = data as Row
  if (found.id === id) return { ...found, ...change }
  if ('pages' in found) return { ...found, pages: changed(found.pages, id, change) }
  if ('items' in found) return { ...found, items: changed(found.items, id, change) }
  return data
}
