import { queryOptions } from '@tanstack/react-query'
import { data, workspace } from '~/api/clients'
import type { components } from '~/api/gen/workspace'
import { type RowOf, resource } from '~/api/resource'
import { workspaceId } from '~/api/workspace'

type Schemas = components['schemas']
export type Subscription = Schemas['SubscriptionShown']
export type Quote = Schemas['QuoteRead']
export type Wanted = Schemas['QuoteCreate']
export type Feature = Schemas['FeatureState']
export type Offer = Schemas['OfferShown']
export type Charge = RowOf<'/api/v1/workspace/charges'>

export const charges = resource('/api/v1/workspace/charges')
export const subscription = { key: () => [workspaceId(), 'workspace', 'subscription'] }
const usage = { key: () => [workspaceId(), 'workspace', 'usage'] }

export const subscriptionQuery = () =>
  queryOptions({
    queryKey: subscription.key(),
    queryFn: () => data(workspace.GET('/api/v1/workspace/subscription')),
  })

export const usageQuery = () =>
  queryOptions({
    queryKey: usage.key(),
    queryFn: async () => (await data(workspace.GET('/api/v1/workspace/usage'))).items,
  })

/** A price that the server has made and keeps to; another choice is another quote. */
export const quoteQuery = (wanted: Wanted) =>
  queryOptions({
    queryKey: [workspaceId(), 'workspace', 'quotes', wanted],
    queryFn: () => data(workspace.POST('/api/v1/workspace/quotes', { body: wanted })),
    staleTime: 60_000,
    retry: false,
  })

/** Where finance wants the payer to go, when it wants them to. */
export function payUrl(payment: Record<string, unknown> | null): string | null {
  const action = payment?.next_action as { url?: unknown } | null | undefined
  return typeof action?.url === 'string' ? action.url : null
}
