import { useLingui } from '@lingui/react/macro'
import { Building2 } from 'lucide-react'
import { Ago } from '~/kit/bits'
import { ResourcePage } from '~/kit/resource-page'
import { ImportLink } from '../imports/link'
import { companies } from '../resources'
import { useCompanyFields } from './fields'

/** The firms behind the people. */
export default function Companies() {
  const { t } = useLingui()
  return (
    <ResourcePage
      title={t`Companies`}
      resource={companies}
      permission="crm.companies"
      more={<ImportLink kind="companies" />}
      searchable
      exported
      defaults={{ sort: '-created_at' }}
      href={({ id }) => `/crm/companies/${id}`}
      fields={useCompanyFields()}
      words={{ create: t`New company`, created: t`Company saved`, deleted: t`Company deleted` }}
      columns={[
        { label: t`Name`, sort: 'name', render: (row) => row.name },
        { label: t`Domain`, render: (row) => row.domains[0] ?? '–' },
        { label: t`Industry`, render: (row) => row.industry ?? '–' },
        { label: t`Country`, render: (row) => row.country ?? '–' },
        { label: t`Created`, sort: 'created_at', render: (row) => <Ago time={row.created_at} /> },
      ]}
      empty={{
        icon: Building2,
        title: t`No companies yet`,
        text: t`Contacts and deals can belong to a company.`,
      }}
    />
  )
}
