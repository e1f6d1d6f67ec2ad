import { useLingui } from '@lingui/react/macro'
import { Megaphone } from 'lucide-react'
import { ResourcePage } from '~/kit/resource-page'
import { formatDateTime } from '~/lib/time'
import { choices, State } from '../bits'
import { useYesNo } from '../fields'
import { announcements } from '../resources'
import { AreaTabs } from '../tabs'

/** What is told to everybody inside the product. */
export default function Announcements() {
  const { t } = useLingui()
  const yesNo = useYesNo()
  const fields = [
    { name: 'title' as const, label: t`Title`, required: true },
    { name: 'body' as const, label: t`Text`, kind: 'textarea' as const, required: true, hint: t`Markdown.` },
    {
      name: 'level' as const,
      label: t`Level`,
      kind: 'select' as const,
      half: true,
      options: choices('info', 'warning', 'critical'),
    },
    yesNo({ name: 'dismissible', label: t`Can be put away`, half: true }),
    { name: 'starts_at' as const, label: t`Begins`, kind: 'datetime' as const, half: true },
    { name: 'ends_at' as const, label: t`Ends`, kind: 'datetime' as const, half: true },
    { name: 'url' as const, label: t`Link`, kind: 'url' as const },
  ]
  return (
    <ResourcePage
      title={t`Announcements`}
      tabs={<AreaTabs area="content" />}
      resource={announcements}
      permission="platform.announcements"
      searchable
      fields={fields}
      edit={fields}
      words={{ create: t`New announcement`, created: t`Announced`, deleted: t`Announcement deleted` }}
      columns={[
        { label: t`Title`, render: (row) => row.title },
        { label: t`Level`, render: (row) => <State of={row.level} /> },
        { label: t`Begins`, render: (row) => formatDateTime(row.starts_at) },
        { label: t`Ends`, render: (row) => (row.ends_at ? formatDateTime(row.ends_at) : '–') },
      ]}
      empty={{
        icon: Megaphone,
        title: t`No announcements yet`,
        text: t`Told to everybody who is signed in.`,
      }}
    />
  )
}
