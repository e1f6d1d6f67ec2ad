import { useLingui } from '@lingui/react/macro'
import { UserPlus } from 'lucide-react'
import { Ago, Badge } from '~/kit/bits'
import { ResourcePage } from '~/kit/resource-page'
import { ImportLink } from '../imports/link'
import { leads } from '../resources'
import { TONES, useLeadFields, useLeadWords } from './fields'

/** People who may become customers. */
export default function Leads() {
  const { t } = useLingui()
  const states = useLeadWords()
  return (
    <ResourcePage
      title={t`Leads`}
      resource={leads}
      permission="crm.leads"
      more={<ImportLink kind="leads" />}
      searchable
      exported
      defaults={{ sort: '-created_at' }}
      href={({ id }) => `/crm/leads/${id}`}
      fields={useLeadFields()}
      words={{ create: t`New lead`, created: t`Lead saved`, deleted: t`Lead deleted` }}
      columns={[
        { label: t`Name`, sort: 'name', render: (row) => row.name },
        { label: t`Company`, render: (row) => row.company_name ?? '–' },
        { label: t`E-mail`, render: (row) => row.email ?? '–' },
        { label: t`State`, render: (row) => <Badge tone={TONES[row.status]}>{states[row.status]}</Badge> },
        { label: t`Source`, render: (row) => row.source || '–', className: 'max-xl:hidden' },
        { label: t`Created`, sort: 'created_at', render: (row) => <Ago time={row.created_at} /> },
      ]}
      filters={[
        {
          name: 'status',
          label: t`Any state`,
          options: Object.entries(states).map(([value, label]) => ({ value, label })),
        },
      ]}
      empty={{
        icon: UserPlus,
        title: t`No leads yet`,
        text: t`A lead becomes a contact, and a deal, when you convert it.`,
      }}
    />
  )
}
