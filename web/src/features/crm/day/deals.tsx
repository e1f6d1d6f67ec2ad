import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { MoreHorizontal } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'
import { useAccess, useUser } from '~/api/access'
import { crm, data } from '~/api/clients'
import { Badge, type Tone } from '~/kit/bits'
import { Actions } from '~/kit/overlay'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { formatMoney } from '~/lib/money'
import { dayIn, formatDay } from '~/lib/time'
import { forecasts } from '../deals/moves'
import { type Deal, deals, type Subject, timeline } from '../resources'
import { NewTask } from '../tasks/new-task'
import { Part } from './part'
import { dealsOf } from './queries'
import { daysAfter, type Need } from './rules'

const TONES: Record<Need, Tone> = { overdue: 'danger', rots: 'warning', closes: 'accent' }
const WEEK = 7
const MONTH = 30

/** Deals that wait for somebody: their day is over or near, or nothing has moved for too long. */
export function DealsOfMine() {
  const { t } = useLingui()
  const { can, workspace } = useAccess()
  const { id: me } = useUser()
  const words: Record<Need, string> = {
    overdue: t`Should be closed`,
    rots: t`Stands still`,
    closes: t`Closes soon`,
  }
  return (
    <Part
      title={t`Deals that need you`}
      all={{ to: '/crm/deals', label: t`All deals` }}
      query={useQuery(dealsOf(me, workspace.timezone))}
      empty={t`No deal of yours closes soon or stands still.`}
    >
      {(deal) => (
        <>
          <span className="min-w-0 flex-1">
            <Link
              to={`/crm/deals/${deal.id}`}
              dir="auto"
              className="block truncate font-medium hover:underline"
            >
              {deal.name}
            </Link>
            <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
              <Badge tone={TONES[deal.need]}>{words[deal.need]}</Badge>
              {deal.expected_close && <span>{formatDay(deal.expected_close)}</span>}
              {deal.amount && <span className="font-bold tabular-nums">{formatMoney(deal.amount)}</span>}
            </span>
          </span>
          {can('crm.deals:write') && <Next deal={deal} />}
        </>
      )}
    </Part>
  )
}

/** What moves a deal on. */
function Next({ deal }: { deal: Deal }) {
  const { t } = useLingui()
  const { can, workspace } = useAccess()
  const [about, setAbout] = useState<Subject | null>(null)
  const close = useAct((day: string) => deals.update(deal.id, { expected_close: day }, deal.version), deals)
  const win = useAct(
    async () => {
      await data(crm.POST('/api/v1/crm/deals/{deal_id}/win', { params: { path: { deal_id: deal.id } } }))
      say(t`Won: ${deal.name}`)
    },
    deals,
    timeline,
    forecasts,
  )
  const inDays = (days: number) => daysAfter(dayIn(workspace.timezone, new Date()), days)
  return (
    <>
      <Actions
        label={t`What is next with ${deal.name}`}
        actions={[
          ...(can('crm.activities:write')
            ? [
                {
                  id: 'step',
                  label: t`Plan the next step`,
                  run: () => setAbout({ type: 'deal', id: deal.id }),
                },
              ]
            : []),
          { id: 'week', label: t`Closes in a week`, run: () => close.mutate(inDays(WEEK)) },
          { id: 'month', label: t`Closes in a month`, run: () => close.mutate(inDays(MONTH)) },
          { id: 'won', label: t`Won`, run: () => win.mutate() },
        ]}
      >
        <MoreHorizontal aria-hidden className="size-5" />
      </Actions>
      <NewTask about={about} onClose={() => setAbout(null)} />
    </>
  )
}
