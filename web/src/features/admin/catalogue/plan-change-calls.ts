import { data, workspace } from '~/api/clients'

const at = (plan_change_id: string) => ({ params: { path: { plan_change_id } } })

export const analyse = (id: string) =>
  data(workspace.POST('/api/v1/workspace/admin/plan-changes/{plan_change_id}/analyse', at(id)))

export const schedule = (id: string, body: { effective_at: string }) =>
  data(workspace.POST('/api/v1/workspace/admin/plan-changes/{plan_change_id}/schedule', { ...at(id), body }))

export const apply = (id: string, body: { reason: string }) =>
  data(workspace.POST('/api/v1/workspace/admin/plan-changes/{plan_change_id}/apply', { ...at(id), body }))

export const cancel = (id: string, body: { reason: string }) =>
  data(workspace.POST('/api/v1/workspace/admin/plan-changes/{plan_change_id}/cancel', { ...at(id), body }))

export const rollBack = (id: string, body: { reason: string }) =>
  data(workspace.POST('/api/v1/workspace/admin/plan-changes/{plan_change_id}/rollback', { ...at(id), body }))
