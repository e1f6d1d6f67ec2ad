import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useAccess, useUser } from '~/api/access'
import { Badge } from '~/kit/bits'
import { formatDateTime, startOfDay } from '~/lib/time'
import type { Activity } from '../resources'
import { Done } from '../tasks/done'
import { Due } from '../tasks/due'
import { useTaskWords } from '../tasks/fields'
import { Later } from './later'
import { Part } from './part'
import { agendaOf, somedayOf } from './queries'
import { About } from './reach'
import { isLate } from './rules'

/** What is late, and what today holds. */
export function Agenda() {
  const { t } = useLingui()
  const { id: me } = useUser()
  const { timezone } = useAccess().workspace
  const late = (row: Activity) => isLate(row, new Date(), startOfDay(timezone))
  const over = useQuery({ ...agendaOf(me, timezone), select: (rows) => rows.filter(late) })
  const today = useQuery({ ...agendaOf(me, timezone), select: (rows) => rows.filter((row) => !late(row)) })
  return (
    <>
      {over.data && over.data.length > 0 && (
        <Part title={t`Overdue`} query={over} empty="">
          {(row) => <Task task={row} />}
        </Part>
      )}
      <Part
        title={t`Today`}
        all={{ to: `/crm/tasks?assignee_id=${me}`, label: t`All my tasks` }}
        query={today}
        empty={t`Nothing is left for today.`}
      >
        {(row) => <Task task={row} />}
      </Part>
    </>
  )
}

/** What is to do without a day for it. */
export function Someday() {
  const { t } = useLingui()
  const { id: me } = useUser()
  return (
    <Part title={t`Without a date`} query={useQuery(somedayOf(me))} empty={t`Everything has its day.`}>
      {(row) => <Task task={row} />}
    </Part>
  )
}

function Task({ task }: { task: Activity }) {
  const { can } = useAccess()
  const { types, priorities } = useTaskWords()
  const pressing = task.priority === 'high' || task.priority === 'urgent'
  return (
    <>
      <Done task={task} />
      <span className="min-w-0 flex-1">
        <span dir="auto" className="block truncate font-medium">
          {task.subject}
        </span>
        <span className="flex flex-wrap items-center gap-x-2 text-xs text-muted">
          {task.type !== 'task' && <span>{types[task.type]}</span>}
          {task.start_at ? (
            <time dateTime={task.start_at}>{formatDateTime(task.start_at)}</time>
          ) : (
            task.due_at && <Due task={task} />
          )}
          {pressing && <Badge tone="warning">{priorities[task.priority]}</Badge>}
        </span>
      </span>
      <About task={task} />
      {can('crm.activities:write') && <Later task={task} />}
    </>
  )
}
