import { queryOptions } from '@tanstack/react-query'
import { data, workspace } from '~/api/clients'
import type { ChangeOf, Resource } from '~/api/resource'
import { bundles, type Offer, plans } from '../resources'
import type { Terms } from './terms'

export type Offering = 'plans' | 'bundles'

/** Both have the same rows and changes; only bundles are made. */
export const offeringOf = (
  kind: Offering,
): Resource<Offer, unknown, ChangeOf<'/api/v1/workspace/admin/bundles'>> =>
  kind === 'plans' ? plans : bundles

/** Every version of the terms of a plan or bundle, newest first. */
export const versionsOf = (kind: Offering, offer_id: string) =>
  queryOptions({
    queryKey: [...offeringOf(kind).key(), 'versions', offer_id],
    queryFn: async () => {
      const params = { params: { path: { offer_id } } }
      const page =
        kind === 'plans'
          ? await data(workspace.GET('/api/v1/workspace/admin/plans/{offer_id}/versions', params))
          : await data(workspace.GET('/api/v1/workspace/admin/bundles/{offer_id}/versions', params))
      return page.items
    },
  })

export function publish(kind: Offering, offer_id: string, body: Terms, key: string) {
  const options = { params: { path: { offer_id } }, body, headers: { 'idempotency-key': key } }
  return kind === 'plans'
    ? data(workspace.POST('/api/v1/workspace/admin/plans/{offer_id}/versions', options))
    : data(workspace.POST('/api/v1/workspace/admin/bundles/{offer_id}/versions', options))
}
