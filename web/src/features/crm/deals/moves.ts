import { useMutation, useQueryClient } from '@tanstack/react-query'
import { crm, data } from '~/api/clients'
import { listOf, refetch } from '~/api/queries'
import type { Page } from '~/api/resource'
import { moved } from '~/kit/board-rules'
import { warn } from '~/kit/toast'
import { type Deal, deals, timeline } from '../resources'

/** The cards of a column: as many as the API gives at once, the rest is in the table. */
export const cardsOf = (stage: string) => listOf(deals, { stage_id: stage, sort: 'rank', limit: 100 })

export const forecasts = { key: () => [...deals.key().slice(0, 2), 'forecast'] }

export interface Move {
  deal: Deal
  stage: string
  before: string | null
  reason?: string
}

/** Put a deal somewhere else: shown at once, and taken back with the server's reason when it refuses. */
export function useMove() {
  const client = useQueryClient()
  const put = (stage: string, change: (cards: Deal[]) => Deal[]) =>
    client.setQueryData<Page<Deal>>(
      cardsOf(stage).queryKey,
      (page) => page && { ...page, items: change(page.items) },
    )
  return useMutation({
    mutationFn: ({ deal, stage, before, reason }: Move) =>
      data(
        crm.POST('/api/v1/crm/deals/{deal_id}/move', {
          params: { path: { deal_id: deal.id } },
          body: {
            stage_id: stage,
            ...(before ? { before } : {}),
            ...(reason ? { lost_reason: reason } : {}),
          },
        }),
      ),
    onMutate: async ({ deal, stage, before }) => {
      await client.cancelQueries({ queryKey: deals.key() })
      put(deal.stage_id, (cards) => cards.filter(({ id }) => id !== deal.id))
      put(stage, (cards) => moved(cards, { ...deal, stage_id: stage }, before))
    },
    onError: (error) => warn(error.message),
    onSettled: () => refetch(client, deals, timeline, forecasts),
  })
}
