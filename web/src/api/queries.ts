/** Query options of declared resources; keys are `[workspace, service, resource, kind, params]`. */
import {
  infiniteQueryOptions,
  type QueryClient,
  queryOptions,
  useMutation,
  useQueryClient,
} from '@tanstack/react-query'
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

interface Change<Body> {
  row: Stored
  body: Body
}

/** The writing calls of a resource; each makes what is shown of it, and of what depends on it, stale. */
export function useWrites<Row extends Stored, New, Body>(
  resource: Resource<Row, New, Body>,
  ...dependants: { key(): readonly unknown[] }[]
) {
  const client = useQueryClient()
  const onSuccess = () => refetch(client, resource, ...dependants)
  return {
    create: useMutation({
      mutationFn: ({ body, key }: { body: New; key?: string }) => resource.create(body, key),
      onSuccess,
    }),
    update: useMutation({
      mutationFn: ({ row, body }: Change<Body>) => resource.update(row.id, body, row.version),
      onSuccess,
    }),
    remove: useMutation({ mutationFn: (id: string) => resource.remove(id), onSuccess }),
    restore: useMutation({ mutationFn: (id: string) => resource.restore(id), onSuccess }),
  }
}
