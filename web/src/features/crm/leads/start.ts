import { crm, data } from '~/api/clients'
import type { Lead } from '../resources'

/** Begin to work on a lead: one that is nobody's yet, or was given to nobody in particular, is given first. */
export async function startWork(lead: Lead, me: string): Promise<void> {
  const params = { params: { path: { lead_id: lead.id } } }
  if (lead.status === 'new') {
    const body = { owner_id: lead.owner_id ?? me }
    await data(crm.POST('/api/v1/crm/leads/{lead_id}/assign', { ...params, body }))
  }
  await data(crm.POST('/api/v1/crm/leads/{lead_id}/start', params))
}
