import { useLingui } from '@lingui/react/macro'
import { ListChecks } from 'lucide-react'
import { Ago } from '~/kit/bits'
import { ResourcePage } from '~/kit/resource-page'
import { AudienceTabs } from '../areas'
import { lists } from '../resources'
import { useListFields } from './fields'

/** What people can subscribe to. */
export default function Lists() {
  const { t } = useLingui()
  return (
    <ResourcePage
      title={t`Lists`}
      tabs={<AudienceTabs />}
      resource={lists}
      permission="crm.lists"
      searchable
      defaults={{ sort: 'name' }}
      href={({ id }) => `/crm/lists/${id}`}
      fields={useListFields()}
      words={{ create: t`New list`, created: t`List saved`, deleted: t`List deleted` }}
      columns={[
        { label: t`Name`, sort: 'name', render: (row) => row.name },
        {
          label: t`How people join`,
          render: (row) => (row.opt_in === 'double' ? t`After a click in a mail` : t`At once`),
        },
        { label: t`On the preference page`, render: (row) => (row.public ? t`Yes` : t`No`) },
        { label: t`Created`, sort: 'created_at', render: (row) => <Ago time={row.created_at} /> },
      ]}
      empty={{
        icon: ListChecks,
        title: t`No lists yet`,
        text: t`Campaigns go only to people who have subscribed to a list, and everybody can leave it with one click.`,
      }}
    />
  )
}
