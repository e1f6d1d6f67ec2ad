import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { useAccess, useUser } from '~/api/access'
import { Ago } from '~/kit/bits'
import { Button } from '~/kit/button'
import { useAct } from '~/kit/use-act'
import { startWork } from '../leads/start'
import { type Lead, leads, timeline } from '../resources'
import { Part } from './part'
import { leadsOf } from './queries'
import { Call, Write } from './reach'

/** Leads that are somebody's and that they have not begun with. */
export function LeadsOfMine() {
  const { t } = useLingui()
  const { can } = useAccess()
  const { id: me } = useUser()
  return (
    <Part
      title={t`New leads`}
      all={{ to: '/crm/leads', label: t`All leads` }}
      query={useQuery(leadsOf(me))}
      empty={t`No new lead is yours.`}
    >
      {(lead) => (
        <>
          <span className="min-w-0 flex-1">
            <Link
              to={`/crm/leads/${lead.id}`}
              dir="auto"
              className="block truncate font-medium hover:underline"
            >
              {lead.name}
            </Link>
            <span className="block truncate text-xs text-muted">
              {lead.company_name} <Ago time={lead.created_at} />
            </span>
          </span>
          <Call name={lead.name} number={lead.phone} />
          <Write name={lead.name} address={lead.email} />
          {can('crm.leads:write') && <Start lead={lead} />}
        </>
      )}
    </Part>
  )
}

function Start({ lead }: { lead: Lead }) {
  const { t } = useLingui()
  const { id: me } = useUser()
  const start = useAct(() => startWork(lead, me), leads, timeline)
  return (
    <Button
      look="ghost"
      aria-label={t`Start work on ${lead.name}`}
      pending={start.isPending}
      onClick={() => start.mutate()}
    >
      <Trans>Start</Trans>
    </Button>
  )
}
