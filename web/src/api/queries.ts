/** Query options of declared resources; keys are `[workspace, service, resource, kind, params]`. */
import {
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
import { isProblem } from './problem'
import type { Params, Resource, Stored } from './resource'

export function pagesOf<Row>(resource: Resource<Row>, params: Params = {}) {
  return infiniteQueryOptions({
    queryKey: [...resource.key(), 'pages', params],
    queryFn: ({ pageParam, signal }) => resource.list({ ...params, cursor: pageParam }, signal),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })
}

export function listOf<Row>(resource: Resource<Row>, params: Params = {}) {
  return queryOptions({
    queryKey: [...resource.key(), 'list', params],
    queryFn: ({ signal }) => resource.list(params, signal),
  })
}

export function oneOf<Row>(resource: Resource<Row>, id: string) {
  return queryOptions({
    queryKey: [...resource.key(), 'one', id],
    queryFn: ({ signal }) => resource.get(id, signal),
  })
}

/** Everything that is shown of these resources is asked for again. */
export function refetch(
  client: QueryClient,
  ...resources: { key(): readonly unknown[] }[]
): Promise<unknown> {
  return Promise.all(resources.map((resource) => client.invalidateQueries({ queryKey: resource.key() })))
}

interface Call<Body> {
  body: Body
  /** The same for every try, so that a lost answer makes nothing twice. */
  key?: string
  /** What people call the fields, for the list of what waits for a connection. */
  labels?: Record<string, string> | undefined
}

interface Change<Body> extends Call<Body> {
  row: Stored
}

/** The writing calls of a resource; each makes what is shown of it, and of what depends on it, stale. */
export function useWrites<Row extends Stored, New, Body>(
  resource: Resource<Row, New, Body>,
  ...dependants: { key(): readonly unknown[] }[]
) {
  const client = useQueryClient()
  const onSuccess = () => refetch(client, resource, ...dependants)
  /** Without a connection, what may wait is kept: that ends as the problem `waiting`. */
  const sent = <Made>(call: Change<unknown> | Call<unknown>, make: (key: string) => Promise<Made>) => {
    const key = call.key ?? crypto.randomUUID()
    return make(key).catch(async (error) => {
      if (!resource.named || !isProblem(error, 'offline')) throw error
      const late = await import('~/offline/late').catch(() => Promise.reject(error))
      return late.wait(client, { resource, ...call, key })
    })
  }
  return {
    create: useMutation({
      mutationFn: (call: Call<New>) => sent(call, (key) => resource.create(call.body, key)),
      onSuccess,
    }),
    update: useMutation({
      mutationFn: (call: Change<Body>) =>
        sent(call, (key) => resource.update(call.row.id, call.body, call.row.version, key)),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (id: string) => resource.remove(id), onSuccess }),
    restore: useMutation({ mutationFn: (id: string) => resource.restore(id), onSuccess }),
  }
}
