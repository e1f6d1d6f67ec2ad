import createClient from 'openapi-fetch'
import type { paths as AnalyticsPaths } from './gen/analytics'
import type { paths as CrmPaths } from './gen/crm'
import type { paths as IdentityPaths } from './gen/identity'
import type { paths as WorkspacePaths } from './gen/workspace'
import { send } from './http'

const options = { baseUrl: location.origin, fetch: send }

export const identity = createClient<IdentityPaths>(options)
export const workspace = createClient<WorkspacePaths>(options)
export const crm = createClient<CrmPaths>(options)
export const analytics = createClient<AnalyticsPaths>(options)

/** The body of an answer; a refusal is an exception before it gets here. */
export async function data<T>(answer: Promise<{ data?: T }>): Promise<T> {
  return (await answer).data as T
}
