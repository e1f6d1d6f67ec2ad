/** What of somebody's work needs them today. Pure: the moment and the days come in. */
import type { Activity, Deal, Stage } from '../resources'

const DAY_MS = 86_400_000
/** So many days ahead, a deal closes soon. */
export const SOON_DAYS = 7

/** When it is: what is planned for an hour begins then, everything else is due. */
export const timeOf = ({ start_at, due_at }: Activity): string | null => start_at ?? due_at

/** What is open by this evening, the earliest first; something that came by both questions is there once. */
export function agenda(...found: Activity[][]): Activity[] {
  const all = new Map(found.flat().map((one) => [one.id, one]))
  return [...all.values()].sort((one, other) => (timeOf(one) ?? '').localeCompare(timeOf(other) ?? ''))
}

/** Something that is due is late from its minute on, an appointment from the next day on. */
export function isLate(one: Activity, now: Date, today: string): boolean {
  const limit = one.start_at ? Date.parse(today) : now.getTime()
  return Date.parse(timeOf(one) ?? '') < limit
}

/** The changes by which something is at another time: an appointment keeps its length. */
export function putOff(one: Activity, to: string): { start_at: string; end_at: string | null } | null {
  if (!one.start_at) return null
  const length = one.end_at ? Date.parse(one.end_at) - Date.parse(one.start_at) : null
  return {
    start_at: to,
    end_at: length === null ? null : new Date(Date.parse(to) + length).toISOString(),
  }
}

export type Need = 'overdue' | 'closes' | 'rots'

/** Why a deal needs somebody: its day is over or near, or it is longer in its stage than the stage allows. */
export function needs(deal: Deal, stages: Stage[], today: string, now: Date): Need | null {
  if (deal.expected_close && deal.expected_close < today) return 'overdue'
  const days = stages.find(({ id }) => id === deal.stage_id)?.rot_days ?? null
  if (days !== null && Date.parse(deal.stage_entered_at) + days * DAY_MS <= now.getTime()) return 'rots'
  if (deal.expected_close && deal.expected_close <= daysAfter(today, SOON_DAYS)) return 'closes'
  return null
}

/** The calendar day so many days later. */
export function daysAfter(day: string, count: number): string {
  return new Date(Date.parse(`${day}T00:00:00Z`) + count * DAY_MS).toISOString().slice(0, 10)
}
