import { useLingui } from '@lingui/react/macro'
import { CircleCheck } from 'lucide-react'
import { useState } from 'react'
import { useUser } from '~/api/access'
import { useWrites } from '~/api/queries'
import type { ChangeOf } from '~/api/resource'
import { Badge } from '~/kit/bits'
import { RecordForm } from '~/kit/form'
import { labelsOf } from '~/kit/form-spec'
import { Sheet } from '~/kit/overlay'
import { ResourcePage } from '~/kit/resource-page'
import { say } from '~/kit/toast'
import { cx } from '~/lib/cx'
import { type Activity, activities, timeline } from '../resources'
import { Done } from './done'
import { Due } from './due'
import { useTaskFields, useTaskWords } from './fields'

/** What is to do, by when. */
export default function Tasks() {
  const { t } = useLingui()
  const { types, priorities } = useTaskWords()
  const fields = useTaskFields()
  const { id: me } = useUser()
  const { update } = useWrites(activities, timeline)
  const [edited, setEdited] = useState<Activity | null>(null)
  const options = (words: Record<string, string>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }))
  return (
    <>
      <ResourcePage
        title={t`Tasks`}
        resource={activities}
        permission="crm.activities"
        searchable
        exported
        defaults={{ status: 'open', sort: 'due_at' }}
        fields={fields}
        fixed={{ type: 'task', assignee_id: me }}
        words={{ create: t`New task`, created: t`Task saved`, deleted: t`Task deleted` }}
        columns={[
          {
            label: t`Task`,
            render: (row) => (
              <span className="flex items-center gap-4">
                <Done task={row} />
                <span className={cx('truncate', row.status === 'completed' && 'text-muted line-through')}>
                  {row.subject}
                </span>
              </span>
            ),
          },
          { label: t`Due`, sort: 'due_at', render: (row) => <Due task={row} /> },
          { label: t`Kind`, render: (row) => types[row.type] },
          {
            label: t`Priority`,
            render: (row) =>
              row.priority === 'normal' || row.priority === 'low' ? (
                priorities[row.priority]
              ) : (
                <Badge tone="warning">{priorities[row.priority]}</Badge>
              ),
          },
        ]}
        filters={[
          { name: 'status', label: t`Open`, options: [{ value: 'completed', label: t`Completed` }] },
          { name: 'assignee_id', label: t`Everybody’s`, options: [{ value: me, label: t`Mine` }] },
          { name: 'type', label: t`Any kind`, options: options(types) },
          { name: 'priority', label: t`Any priority`, options: options(priorities) },
        ]}
        actions={(row) => [{ id: 'edit', label: t`Edit`, run: () => setEdited(row) }]}
        empty={{
          icon: CircleCheck,
          title: t`Nothing to do`,
          text: t`Plan calls, meetings and whatever must not be forgotten.`,
        }}
      />
      <Sheet title={t`Edit`} open={edited !== null} onClose={() => setEdited(null)}>
        {edited && (
          <RecordForm
            fields={fields.filter(({ name }) => name !== 'type')}
            row={edited}
            submit={t`Save`}
            onCancel={() => setEdited(null)}
            onSave={async (body, key) => {
              await update.mutateAsync({
                row: edited,
                body: body as ChangeOf<'/api/v1/crm/activities'>,
                key,
                labels: labelsOf(fields),
              })
              setEdited(null)
              say(t`Saved`)
            }}
          />
        )}
      </Sheet>
    </>
  )
}
