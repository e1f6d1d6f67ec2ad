import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { listOf } from '~/api/queries'
import { IconButton } from '~/kit/button'
import { Card, CardHead } from '~/kit/page'
import { activities, type Subject } from '../resources'
import { Done } from './done'
import { Due } from './due'
import { NewTask } from './new-task'

/** Open tasks about a record, and a new one about it. */
export function TasksOf({ subject }: { subject: Subject }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const [open, setOpen] = useState(false)
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
      <NewTask about={open ? subject : null} onClose={() => setOpen(false)} />
    </Card>
  )
}
