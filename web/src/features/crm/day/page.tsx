import { useLingui } from '@lingui/react/macro'
import { useAccess } from '~/api/access'
import { Page } from '~/kit/page'
import { dayIn, formatDay } from '~/lib/time'
import { Agenda, Someday } from './agenda'
import { DealsOfMine } from './deals'
import { LeadsOfMine } from './leads'
import { Replies } from './replies'

/** What needs somebody today, of all that is theirs. */
export default function MyDay() {
  const { t } = useLingui()
  const { can, has, workspace } = useAccess()
  return (
    <Page title={t`My day`} description={formatDay(dayIn(workspace.timezone, new Date()))}>
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-2">
        <div className="min-w-0 space-y-6">
          <Agenda />
          <Someday />
        </div>
        <div className="min-w-0 space-y-6">
          {has('crm.deals') && can('crm.deals:read') && <DealsOfMine />}
          {can('crm.leads:read') && <LeadsOfMine />}
          {can('crm.timeline:read') && <Replies />}
        </div>
      </div>
    </Page>
  )
}
