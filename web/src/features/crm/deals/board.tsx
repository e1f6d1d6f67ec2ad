import { Trans, useLingui } from '@lingui/react/macro'
import { useQueries, useQuery } from '@tanstack/react-query'
import { MoreHorizontal } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { listOf } from '~/api/queries'
import { Board } from '~/kit/board'
import { Actions } from '~/kit/overlay'
import { Failure, Skeleton } from '~/kit/states'
import { formatMoney } from '~/lib/money'
import { formatDay } from '~/lib/time'
import { type Deal, type Stage, stages } from '../resources'
import { LostReason } from './lost-reason'
import { cardsOf, forecasts, type Move, useMove } from './moves'

/** The stages of a pipeline side by side; deals are moved by drag, keyboard or menu. */
export function DealBoard({ pipeline }: { pipeline: string }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const move = useMove()
  const [losing, setLosing] = useState<Move | null>(null)
  const list = useQuery(listOf(stages, { pipeline_id: pipeline, sort: 'position', limit: 100 }))
  const all = list.data?.items ?? []
  const cards = useQueries({ queries: all.map(({ id }) => cardsOf(id)) })
  const forecast = useQuery({
    queryKey: [...forecasts.key(), pipeline],
    queryFn: () =>
      data(
        crm.GET('/api/v1/crm/pipelines/{pipeline_id}/forecast', {
          params: { path: { pipeline_id: pipeline } },
        }),
      ),
  })
  const failed = cards.find(({ isError, data: shown }) => isError && !shown)
  if (list.isPending || cards.some(({ isPending }) => isPending)) return <Skeleton />
  if (list.isError && !list.data) return <Failure error={list.error} onRetry={() => list.refetch()} />
  if (failed) return <Failure error={failed.error} onRetry={() => failed.refetch()} />

  const go = (deal: Deal, stage: string, before: string | null) => {
    const lost = all.find(({ id }) => id === stage)?.kind === 'lost'
    if (lost && deal.status !== 'lost') setLosing({ deal, stage, before })
    else move.mutate({ deal, stage, before })
  }
  const summary = (stage: Stage, shown: Deal[], more: boolean) => {
    const total = forecast.data?.stages.find(({ stage_id }) => stage_id === stage.id)?.total
    return [more ? '100+' : shown.length, total && total.amount > 0 ? formatMoney(total) : null]
      .filter(Boolean)
      .join(' · ')
  }
  return (
    <>
      <Board
        label={t`Deals by stage`}
        disabled={!can('crm.deals:write')}
        nameOf={({ name }) => name}
        onMove={go}
        columns={all.map((stage, index) => {
          const page = cards[index]?.data
          const shown = page?.items ?? []
          const more = Boolean(page?.next_cursor)
          return {
            id: stage.id,
            title: stage.name,
            summary: summary(stage, shown, more),
            cards: shown,
            footer: more && (
              <Link
                to={`/crm/deals?view=table&stage_id=${stage.id}`}
                className="flex min-h-11 items-center justify-center text-xs text-muted hover:text-ink"
              >
                <Trans>Show all in the table</Trans>
              </Link>
            ),
          }
        })}
        render={(deal) => <DealCard deal={deal} stages={all} onMove={go} />}
      />
      <LostReason
        open={losing !== null}
        onClose={() => setLosing(null)}
        onReason={(reason) => {
          if (losing) move.mutate({ ...losing, reason })
          setLosing(null)
        }}
      />
    </>
  )
}

interface DealCardProps {
  deal: Deal
  stages: Stage[]
  onMove: (deal: Deal, stage: string, before: string | null) => void
}

function DealCard({ deal, stages: all, onMove }: DealCardProps) {
  const { t } = useLingui()
  const { can } = useAccess()
  return (
    <div className="flex gap-1">
      <div className="min-w-0 flex-1">
        <Link
          to={`/crm/deals/${deal.id}`}
          dir="auto"
          draggable={false}
          className="block truncate text-sm font-medium hover:underline"
        >
          {deal.name}
        </Link>
        <p className="mt-1 text-sm font-bold tabular-nums">{deal.amount ? formatMoney(deal.amount) : '–'}</p>
        {deal.expected_close && <p className="mt-1 text-xs text-muted">{formatDay(deal.expected_close)}</p>}
      </div>
      {can('crm.deals:write') && (
        <div className="-me-2 -mt-2">
          <Actions
            label={t`Move ${deal.name} to…`}
            actions={all
              .filter(({ id }) => id !== deal.stage_id)
              .map(({ id, name }) => ({ id, label: t`Move to ${name}`, run: () => onMove(deal, id, null) }))}
          >
            <MoreHorizontal aria-hidden className="size-4" />
          </Actions>
        </div>
      )}
    </div>
  )
}
