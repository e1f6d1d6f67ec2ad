import { useLingui } from '@lingui/react/macro'
import { Clock } from 'lucide-react'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { RecordForm } from '~/kit/form'
import { Actions, Sheet } from '~/kit/overlay'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { dayIn, formatDateTime, zoned } from '~/lib/time'
import { type Activity, activities, timeline } from '../resources'
import { daysAfter, putOff } from './rules'

const MORNING = 'T09:00'
const WEEK = 7

/** Puts something off: to a morning, or to a moment of one's choice. An appointment moves as a whole. */
export function Later({ task }: { task: Activity }) {
  const { t } = useLingui()
  const { timezone } = useAccess().workspace
  const [choosing, setChoosing] = useState(false)
  const act = useAct(
    async (to: string) => {
      await move(task, to)
      say(t`Put off to ${formatDateTime(to)}`)
    },
    activities,
    timeline,
  )
  const morning = (days: number) =>
    zoned(`${daysAfter(dayIn(timezone, new Date()), days)}${MORNING}`, timezone)
  return (
    <>
      <Actions
        label={t`Put off: ${task.subject}`}
        actions={[
          { id: 'tomorrow', label: t`Tomorrow morning`, run: () => act.mutate(morning(1)) },
          { id: 'week', label: t`In a week`, run: () => act.mutate(morning(WEEK)) },
          { id: 'choose', label: t`Choose a time…`, run: () => setChoosing(true) },
        ]}
      >
        <Clock aria-hidden className="size-4" />
      </Actions>
      <Sheet title={t`Put off`} open={choosing} onClose={() => setChoosing(false)}>
        <RecordForm<{ until: string }, object>
          fields={[{ name: 'until', label: t`When instead`, kind: 'datetime', required: true }]}
          submit={t`Put off`}
          onCancel={() => setChoosing(false)}
          onSave={async ({ until = '' }) => {
            await act.mutateAsync(until)
            setChoosing(false)
          }}
        />
      </Sheet>
    </>
  )
}

async function move(task: Activity, to: string): Promise<unknown> {
  const appointment = putOff(task, to)
  if (appointment) return activities.update(task.id, appointment, task.version)
  const params = { path: { activity_id: task.id } }
  return data(crm.POST('/api/v1/crm/activities/{activity_id}/snooze', { params, body: { until: to } }))
}
