import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Ago } from '~/kit/bits'
import { Card, CardHead, Page } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'
import { accountsQuery, businessQuery } from './queries'

/** How the platform stands, counted now. */
export default function Overview() {
  const { t } = useLingui()
  return (
    <Page title={t`Overview`}>
      <div className="space-y-6">
        <Business />
        <Accounts />
      </div>
    </Page>
  )
}

function Business() {
  const { t } = useLingui()
  const query = useQuery(businessQuery())
  if (query.isPending) return <Skeleton />
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />
  const now = query.data
  return (
    <>
      <Facts
        title={<Trans>Workspaces and support</Trans>}
        as_of={now.as_of}
        facts={[
          [t`Workspaces made in 24 hours`, now.workspaces_created_last_24_hours],
          [t`Workspaces made in 7 days`, now.workspaces_created_last_7_days],
          [t`Sign-ups in 24 hours`, now.signups_last_24_hours],
          [t`Sign-ups in 7 days`, now.signups_last_7_days],
          [t`Members`, now.members],
          [t`Tickets that are late`, now.tickets_late],
          [t`Contact requests that wait`, now.contact_requests_waiting],
        ]}
      />
      <Facts
        title={<Trans>Workspaces by state</Trans>}
        as_of={now.as_of}
        facts={Object.entries(now.workspaces_by_status)}
      />
      <Facts
        title={<Trans>Tickets by state</Trans>}
        as_of={now.as_of}
        facts={Object.entries(now.tickets_by_state)}
      />
      <Facts
        title={<Trans>Usage</Trans>}
        as_of={now.as_of}
        facts={now.usage.map(({ metric, period, used }) => [period ? `${metric} · ${period}` : metric, used])}
      />
    </>
  )
}

function Accounts() {
  const { t } = useLingui()
  const query = useQuery(accountsQuery())
  if (query.isPending) return <Skeleton />
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />
  const now = query.data
  return (
    <>
      <Facts
        title={<Trans>Accounts</Trans>}
        as_of={now.as_of}
        facts={[
          [t`Open sessions`, now.living_sessions],
          [t`Registered in 24 hours`, now.registered_last_24_hours],
          [t`Staff without a second factor`, now.staff_without_second_factor],
          ...Object.entries(now.users_by_status),
        ]}
      />
      <Facts
        title={<Trans>Deletions by state</Trans>}
        as_of={now.as_of}
        facts={Object.entries(now.erasures_by_state)}
      />
    </>
  )
}

interface FactsProps {
  title: ReactNode
  as_of: string
  facts: [label: string, value: ReactNode][]
}

/** Numbers with the time they were counted; nothing where nothing was counted. */
export function Facts({ title, as_of, facts }: FactsProps) {
  if (facts.length === 0) return null
  return (
    <Card>
      <CardHead title={title}>
        <span className="text-xs text-muted">
          <Ago time={as_of} />
        </span>
      </CardHead>
      <dl className="grid grid-cols-2 gap-4 p-4 md:grid-cols-4">
        {facts.map(([label, value]) => (
          <div key={label} className="flex min-w-0 flex-col-reverse">
            <dt className="truncate text-xs text-muted">{label.replaceAll('_', ' ')}</dt>
            <dd className="text-xl font-bold tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
