import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ArrowRight } from 'lucide-react'
import { Link } from 'react-router'
import { onboardingQuery, useAccess, useUser } from '~/api/access'
import { NextTasks } from '~/features/crm/embed'
import { Card, Page } from '~/kit/page'
import { Activity } from './activity'
import { Numbers } from './numbers'

/** What needs me today, and how it goes. */
export default function Dashboard() {
  const { t } = useLingui()
  const { has, workspace } = useAccess()
  const first = useUser().name.split(' ')[0]
  return (
    <Page title={t`Hello ${first}`} description={workspace.name}>
      <div className="space-y-6">
        <Setup />
        {has('analytics.dashboards') && <Numbers />}
        <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-2">
          {has('crm.contacts') && <NextTasks />}
          <Activity />
        </div>
      </div>
    </Page>
  )
}

/** The way back into an unfinished setup. */
function Setup() {
  const wizard = useQuery(onboardingQuery()).data
  if (!wizard || wizard.state === 'completed') return null
  return (
    <Card className="p-1">
      <Link to="/onboarding" className="flex min-h-16 items-center gap-4 rounded-lg px-4 py-3 hover:bg-hover">
        <span className="min-w-0 flex-1">
          <span className="block text-sm font-semibold">
            <Trans>Finish setting up your workspace</Trans>
          </span>
          <span className="block text-sm text-muted">
            <Trans>{wizard.percent} % done. Choose what you want to use, and it appears in your menu.</Trans>
          </span>
        </span>
        <ArrowRight aria-hidden className="size-5 text-muted rtl:-scale-x-100" />
      </Link>
    </Card>
  )
}
