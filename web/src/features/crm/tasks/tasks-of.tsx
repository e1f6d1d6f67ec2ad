import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { listOf, useWrites } from '~/api/queries'
import type { NewOf } from '~/api/resource'
import { IconButton } from '~/kit/button'
import { RecordForm } from '~/kit/form'
import { labelsOf } from '~/kit/form-spec'
import { Sheet } from '~/kit/overlay'
import { Card, CardHead } from '~/kit/page'
import { activities, type Subject, timeline } from '../resources'
import { Done } from './done'
import { Due } from './due'
import { useTaskFields } from './fields'

/** Open tasks about a record, and a new one about it. */
export function TasksOf({ subject }: { subject: Subject }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const { create } = useWrites(activities, timeline)
  const [open, setOpen] = useState(false)
  const fields = useTaskFields()
  const list = useQuery(
    listOf(activities, { subject_id: subject.id, status: 'open', sort: 'due_at', limit: 20 }),
  )
  const tasks = list.data?.items ?? []
  return (
    <Card>
      <CardHead title={<Trans>Tasks</Trans>}>
        {can('crm.activities:write') && (
          <IconButton label={t`New task`} onClick={() => setOpen(true)} className="-me-3">
            <Plus aria-hidden className="size-5" />
          </IconButton>
        )}
      </CardHead>
      {tasks.length === 0 ? (
        <p className="p-4 text-sm text-muted">{list.isSuccess ? <Trans>Nothing to do.</Trans> : '…'}</p>
      ) : (
        <ul>
          {tasks.map((task) => (
            <li
              key={task.id}
              className="flex min-h-14 items-center gap-4 border-b border-line px-4 py-2 text-sm last:border-0"
            >
              <Done task={task} />
              <span className="min-w-0 flex-1">
                <span dir="auto" className="block truncate">
                  {task.subject}
                </span>
                {task.due_at && (
                  <span className="block text-xs text-muted">
                    <Due task={task} />
                  </span>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      <Sheet title={t`New task`} open={open} onClose={() => setOpen(false)}>
        <RecordForm
          fields={fields}
          submit={t`Save`}
          draft={`task ${subject.id}`}
          onCancel={() => setOpen(false)}
          onSave={async (body, key) => {
            await create.mutateAsync({
              body: { ...body, related: [subject] } as NewOf<'/api/v1/crm/activities'>,
              key,
              labels: labelsOf(fields),
            })
            setOpen(false)
          }}
        />
      </Sheet>
    </Card>
  )
}
