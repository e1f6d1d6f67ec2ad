/** What the pages of a day ask for: each is a list of the API, narrowed to one person. */
import { queryOptions } from '@tanstack/react-query'
import { crm, data } from '~/api/clients'
import { dayIn, startOfDay } from '~/lib/time'
import { activities, deals, leads, stages, timeline } from '../resources'
import { agenda, daysAfter, needs, SOON_DAYS } from './rules'

const MOST = 100
const SHOWN = 20
const REPLIES_DAYS = -7

/** Open and due, or beginning, before the end of the day in a zone. */
export function agendaOf(me: string, zone: string) {
  const end = startOfDay(zone, 1)
  const mine = { assignee_id: me, status: 'open', limit: MOST }
  return queryOptions({
    queryKey: [...activities.key(), 'agenda', me, end],
    queryFn: async ({ signal }) => {
      const [due, started] = await Promise.all([
        activities.list({ ...mine, 'due_at[lt]': end, sort: 'due_at' }, signal),
        activities.list({ ...mine, 'start_at[lt]': end, sort: 'start_at' }, signal),
      ])
      return agenda(due.items, started.items)
    },
  })
}

/** Open without a day. */
export function somedayOf(me: string) {
  return queryOptions({
    queryKey: [...activities.key(), 'someday', me],
    queryFn: async ({ signal }) => {
      const undated = { 'due_at[null]': true, 'start_at[null]': true, sort: 'created_at', limit: SHOWN }
      return (await activities.list({ assignee_id: me, status: 'open', ...undated }, signal)).items
    },
  })
}

/** Deals that close by next week or should have, and of those that wait the longest the ones that rot. */
export function dealsOf(me: string, zone: string) {
  const today = dayIn(zone, new Date())
  const mine = { owner_id: me, status: 'open', limit: MOST }
  return queryOptions({
    queryKey: [...deals.key(), 'day', me, today],
    queryFn: async ({ signal }) => {
      const [closing, oldest, columns] = await Promise.all([
        deals.list(
          { ...mine, 'expected_close[lte]': daysAfter(today, SOON_DAYS), sort: 'expected_close' },
          signal,
        ),
        deals.list({ ...mine, sort: 'created_at' }, signal),
        stages.list({ limit: MOST }, signal),
      ])
      const all = new Map([...closing.items, ...oldest.items].map((one) => [one.id, one]))
      return [...all.values()].flatMap((deal) => {
        const need = needs(deal, columns.items, today, new Date())
        return need ? [{ ...deal, need }] : []
      })
    },
  })
}

/** Leads that nobody has begun to work on. */
export function leadsOf(me: string) {
  return queryOptions({
    queryKey: [...leads.key(), 'day', me],
    queryFn: async ({ signal }) =>
      (
        await leads.list(
          { owner_id: me, 'status[in]': 'new,assigned', sort: 'created_at', limit: SHOWN },
          signal,
        )
      ).items,
  })
}

/** Who has answered a mail within the last days; whose contacts they are is judged by the server. */
export function repliesSince(zone: string) {
  const since = startOfDay(zone, REPLIES_DAYS)
  return queryOptions({
    queryKey: [...timeline.key(), 'replies', since],
    queryFn: async ({ signal }) => {
      const query = { kind: 'message.replied', sort: '-at' as const, limit: SHOWN, 'at[gte]': since }
      return (await data(crm.GET('/api/v1/crm/timeline', { params: { query }, signal }))).items
    },
  })
}
