import { cx } from '~/lib/cx'
import { formatDateTime, formatRelative } from '~/lib/time'
import type { Activity } from '../resources'

/** When a task is due; what is over stands out by its word and its colour. */
export function Due({ task }: { task: Activity }) {
  if (!task.due_at) return '–'
  const late = task.status === 'open' && Date.parse(task.due_at) < Date.now()
  return (
    <time
      dateTime={task.due_at}
      title={formatDateTime(task.due_at)}
      className={cx(late && 'font-medium text-danger')}
    >
      {formatRelative(task.due_at)}
    </time>
  )
}
