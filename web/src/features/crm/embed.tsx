import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { listOf } from '~/api/queries'
import { Card, CardHead } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'
import { activities } from './resources'
import { Done } from './tasks/done'
import { Due } from './tasks/due'

const SHOWN = 8

/** The next open tasks, for the dashboard. */
export function NextTasks() {
  const list = useQuery(listOf(activities, { status: 'open', sort: 'due_at', limit: SHOWN }))
  const tasks = list.data?.items ?? []
  return (
    <Card>
      <CardHead title={<Trans>Next tasks</Trans>}>
        <Link
          to="/crm/tasks"
          className="flex min-h-11 items-center text-sm text-muted underline-offset-4 hover:text-ink hover:underline"
        >
          <Trans>All tasks</Trans>
        </Link>
      </CardHead>
      {list.isPending && <Skeleton rows={3} />}
      {list.isError && !list.data && <Failure error={list.error} onRetry={() => list.refetch()} />}
      {list.isSuccess && tasks.length === 0 && (
        <p className="p-4 text-sm text-muted">
          <Trans>Nothing is due.</Trans>
        </p>
      )}
      <ul>
        {tasks.map((task) => (
          <li
            key={task.id}
            className="flex min-h-14 items-center gap-4 border-b border-line px-4 text-sm last:border-0"
          >
            <Done task={task} />
            <span dir="auto" className="min-w-0 flex-1 truncate">
              {task.subject}
            </span>
            <span className="text-xs whitespace-nowrap text-muted">
              <Due task={task} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
