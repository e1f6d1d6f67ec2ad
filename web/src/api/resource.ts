/** A declared resource of the API as five calls, typed by its path alone. */
import type { paths as AnalyticsPaths } from './gen/analytics'
import type { paths as CrmPaths } from './gen/crm'
import type { paths as IdentityPaths } from './gen/identity'
import type { paths as WorkspacePaths } from './gen/workspace'
import { send } from './http'
import { workspaceId } from './workspace'

type Paths = AnalyticsPaths & CrmPaths & IdentityPaths & WorkspacePaths
type Json<T> = T extends { content: { 'application/json': infer Body } } ? Body : never
type One<P extends string> = {
  [Q in keyof Paths]: Q extends `${P}/{${infer Id}}` ? (Id extends `${string}/${string}` ? never : Q) : never
}[keyof Paths]

type Listed<P extends keyof Paths> = Paths[P] extends { get: { responses: { 200: infer Ok } } }
  ? Json<Ok>
  : never
export type RowOf<P extends keyof Paths> = Listed<P> extends { items: (infer Row)[] } ? Row : never
export type NewOf<P extends keyof Paths> = Paths[P] extends { post: { requestBody: infer Body } }
  ? Json<Body>
  : never
/** The name of the id in the path may differ from method to method. */
type Patch<Q> = Q extends keyof Paths
  ? Paths[Q] extends { patch: { requestBody: infer Body } }
    ? Json<Body>
    : never
  : never
export type ChangeOf<P extends keyof Paths & string> = Patch<One<P>>

export interface Identified {
  id: string
}

export interface Stored extends Identified {
  version: number
}

export interface Page<Row> {
  items: Row[]
  next_cursor: string | null
  total?: number | null
}

export type Params = Record<string, string | number | boolean | undefined>

export interface Resource<Row, New = unknown, Change = unknown> {
  readonly path: string
  /**
   * Says that making and changing its records may wait for a connection, and what one is called in the list of what
   * waits. Never for money, sending, publishing or rights.
   */
  readonly named: ((row: Record<string, unknown>) => string) | undefined
  /** Begin of every query key of this resource: a change makes all of them stale. */
  key(): readonly unknown[]
  list(params?: Params, signal?: AbortSignal): Promise<Page<Row>>
  get(id: string, signal?: AbortSignal): Promise<Row>
  create(body: New, idempotencyKey?: string): Promise<Row>
  /** `version`: what was read; somebody else's change in between is 412 instead of overwritten. */
  update(id: string, body: Change, version?: number, idempotencyKey?: string): Promise<Row>
  remove(id: string): Promise<void>
  restore(id: string): Promise<Row>
}

export function resource<P extends keyof Paths & string>(
  path: P,
  named?: (row: Record<string, unknown>) => string,
): Resource<RowOf<P>, NewOf<P>, ChangeOf<P>> {
  const [, , , service, ...nouns] = path.split('/')
  return {
    path,
    named,
    key: () => [workspaceId(), service, ...nouns],
    list: (params, signal) => call('GET', withParams(path, params), { signal }),
    get: (id, signal) => call('GET', `${path}/${id}`, { signal }),
    create: (body, key) => call('POST', path, { body, headers: keyed(key) }),
    update: (id, body, version, key) =>
      call('PATCH', `${path}/${id}`, {
        body,
        headers: { ...keyed(key), ...(version === undefined ? {} : { 'if-match': `"${version}"` }) },
      }),
    // Some demand to hear which version is meant: any.
    remove: (id) => call('DELETE', `${path}/${id}`, { headers: { 'if-match': '*' } }),
    restore: (id) => call('POST', `${path}/${id}/restore`),
  }
}

const keyed = (key?: string): Record<string, string> => (key ? { 'idempotency-key': key } : {})

/** An address with the parameters that say something. */
export function withParams(path: string, params: Params = {}): string {
  const query = new URLSearchParams()
  for (const [name, value] of Object.entries(params))
    if (value !== undefined && value !== '') query.set(name, String(value))
  return query.size > 0 ? `${path}?${query}` : path
}

interface Options {
  body?: unknown
  headers?: Record<string, string>
  signal?: AbortSignal
}

async function call<T>(method: string, url: string, { body, headers, signal }: Options = {}): Promise<T> {
  const answer = await send(
    new Request(new URL(url, location.origin), {
      method,
      signal,
      headers: body === undefined ? headers : { 'content-type': 'application/json', ...headers },
      body: body === undefined ? undefined : JSON.stringify(body),
    }),
  )
  return (answer.status === 204 ? undefined : await answer.json()) as T
}
