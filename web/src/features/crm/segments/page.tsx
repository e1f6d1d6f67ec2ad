import { useLingui } from '@lingui/react/macro'
import { UsersRound } from 'lucide-react'
import { Ago } from '~/kit/bits'
import { ResourcePage } from '~/kit/resource-page'
import { AudienceTabs } from '../areas'
import { newSegments, useKindField, useSegmentFields } from './fields'

/** Groups of contacts, by rules or by hand. */
export default function Segments() {
  const { t } = useLingui()
  const kind = useKindField()
  return (
    <ResourcePage
      title={t`Segments`}
      tabs={<AudienceTabs />}
      resource={newSegments}
      permission="crm.segments"
      searchable
      defaults={{ sort: 'name' }}
      href={({ id }) => `/crm/segments/${id}`}
      fields={[...useSegmentFields(), kind]}
      words={{ create: t`New segment`, created: t`Segment saved`, deleted: t`Segment deleted` }}
      columns={[
        { label: t`Name`, sort: 'name', render: (row) => row.name },
        { label: t`Contacts`, render: (row) => row.count, className: 'tabular-nums' },
        { label: t`Kind`, render: (row) => (row.kind === 'dynamic' ? t`By rules` : t`By hand`) },
        {
          label: t`Last checked`,
          render: (row) => (row.refreshed_at ? <Ago time={row.refreshed_at} /> : '–'),
        },
      ]}
      filters={[
        {
          name: 'kind',
          label: t`Any kind`,
          options: [
            { value: 'dynamic', label: t`By rules` },
            { value: 'static', label: t`By hand` },
          ],
        },
      ]}
      empty={{
        icon: UsersRound,
        title: t`No segments yet`,
        text: t`A segment follows every change of a contact, and narrows whom a campaign goes to.`,
      }}
    />
  )
}
