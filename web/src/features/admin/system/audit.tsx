import { Trans, useLingui } from '@lingui/react/macro'
import { ScrollText } from 'lucide-react'
import { Ago } from '~/kit/bits'
import { List } from '~/kit/list'
import { Page } from '~/kit/page'
import { ResourcePage } from '~/kit/resource-page'
import { State } from '~/kit/states'
import { choices, IdLink } from '../bits'
import { auditEntries, securityEvents } from '../resources'
import { AreaTabs } from '../tabs'

const SERVICES = ['identity', 'workspace', 'crm', 'analytics']

/** Who of staff changed what, and why. */
function Audit() {
  const { t } = useLingui()
  return (
    <ResourcePage
      title={t`Audit`}
      tabs={<AreaTabs area="audit" />}
      resource={auditEntries}
      permission="platform.audit"
      permanent
      filters={[{ name: 'service', label: t`Service`, options: choices(...SERVICES) }]}
      words={{}}
      columns={[
        { label: t`What`, render: (row) => <span title={changed(row.changes)}>{row.action}</span> },
        { label: t`Who`, render: (row) => row.actor_name ?? row.actor ?? '–' },
        { label: t`With`, render: (row) => `${row.target_type} ${row.target_id.slice(-12)}` },
        { label: t`Why`, render: (row) => row.reason ?? '–' },
        { label: t`Acting staff`, render: (row) => <IdLink to="users" id={row.on_behalf_of} /> },
        { label: t`From`, render: (row) => row.ip ?? '–' },
        { label: t`When`, render: (row) => <Ago time={row.at} /> },
      ]}
      empty={{
        icon: ScrollText,
        title: t`Nothing yet`,
        text: t`What staff changes is here, with the reason.`,
      }}
    />
  )
}

function changed(changes: Record<string, unknown> | null): string {
  return Object.entries(changes ?? {})
    .map(([field, change]) => `${field}: ${JSON.stringify(change)}`)
    .join('\n')
}

/** Sign-ins, factors, keys and sessions of everybody. */
function Security() {
  const { t } = useLingui()
  return (
    <Page title={t`Security`} tabs={<AreaTabs area="audit" />}>
      <List
        label={t`Security`}
        resource={securityEvents}
        filters={[{ name: 'outcome', label: t`Outcome`, options: choices('succeeded', 'failed', 'refused') }]}
        columns={[
          { label: t`What`, render: (row) => row.action },
          { label: t`Outcome`, render: (row) => row.outcome },
          { label: t`Account`, render: (row) => <IdLink to="users" id={row.user_id} /> },
          { label: t`Acting staff`, render: (row) => <IdLink to="users" id={row.on_behalf_of} /> },
          { label: t`From`, render: (row) => row.ip ?? '–' },
          { label: t`When`, render: (row) => <Ago time={row.created_at} /> },
        ]}
        empty={
          <State icon={ScrollText} title={<Trans>Nothing yet</Trans>}>
            <Trans>Sign-ins and changes of credentials are here.</Trans>
          </State>
        }
      />
    </Page>
  )
}

export { Audit as audit, Security as security }
