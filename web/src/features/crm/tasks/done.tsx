import { useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { refetch } from '~/api/queries'
import { warn } from '~/kit/toast'
import { type Activity, activities, timeline } from '../resources'

/** The tick of a task. */
export function Done({ task }: { task: Activity }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const client = useQueryClient()
  const params = { params: { path: { activity_id: task.id } } }
  const toggle = useMutation({
    mutationFn: () =>
      task.status === 'open'
        ? data(crm.POST('/api/v1/crm/activities/{activity_id}/complete', { ...params, body: {} }))
        : data(crm.POST('/api/v1/crm/activities/{activity_id}/reopen', params)),
    onSuccess: () => refetch(client, activities, timeline),
    onError: (error) => warn(error.message),
  })
  const shown = toggle.isPending ? task.status === 'open' : task.status === 'completed'
  return (
    <label className="relative z-10 -m-3 grid size-11 shrink-0 cursor-pointer place-items-center">
      <input
        type="checkbox"
        aria-label={t`Done: ${task.subject}`}
        checked={shown}
        disabled={toggle.isPending || !can('crm.activities:write')}
        onChange={() => toggle.mutate()}
        className="size-5 accent-graphic"
      />
    </label>
  )
}
