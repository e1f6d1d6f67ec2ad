import { region } from './region'

/** Times for people. A time of the API is RFC 3339 in UTC; a day is `YYYY-MM-DD` and has no zone. */

const DAY = 86_400_000

export function formatDateTime(time: string, zone?: string, locale = region()): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeStyle: 'short', timeZone: zone }).format(
    new Date(time),
  )
}

export function formatDay(day: string, locale = region()): string {
  return new Intl.DateTimeFormat(locale, { dateStyle: 'medium', timeZone: 'UTC' }).format(
    new Date(`${day.slice(0, 10)}T00:00:00Z`),
  )
}

const STEPS: [Intl.RelativeTimeFormatUnit, number][] = [
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', DAY],
  ['week', 7 * DAY],
  ['month', 30 * DAY],
  ['year', 365 * DAY],
]

/** "5 minutes ago", "in 2 days"; the largest unit that is full. */
export function formatRelative(time: string, now = Date.now(), locale = region()): string {
  const distance = new Date(time).getTime() - now
  const words = new Intl.RelativeTimeFormat(locale, { numeric: 'auto' })
  const step = STEPS.findLast(([, length]) => Math.abs(distance) >= length)
  return step ? words.format(Math.trunc(distance / step[1]), step[0]) : words.format(0, 'second')
}

/** The start of the day that is `offset` days from now in a zone, as RFC 3339. */
export function startOfDay(zone: string, offset = 0, now = new Date()): string {
  const day = dayIn(zone, new Date(now.getTime() + offset * DAY))
  return zoned(`${day}T00:00`, zone)
}

/** The calendar day of a moment in a zone. */
export function dayIn(zone: string, moment: Date): string {
  return new Intl.DateTimeFormat('en-CA', { timeZone: zone, dateStyle: 'short' }).format(moment)
}

/** What a `datetime-local` input shows for a moment. */
export function localInput(time: string, zone: string): string {
  const parts = new Intl.DateTimeFormat('en-CA', {
    timeZone: zone,
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
  }).formatToParts(new Date(time))
  const part = (type: Intl.DateTimeFormatPartTypes) => parts.find((found) => found.type === type)?.value ?? ''
  return `${part('year')}-${part('month')}-${part('day')}T${part('hour')}:${part('minute')}`
}

/** The moment at which clocks of a zone show this; in the hour that a change of clocks skips, the one after it. */
export function zoned(local: string, zone: string): string {
  const wall = Date.parse(`${local}Z`)
  let moment = wall
  // Twice: the first step may land on the other side of a change of clocks.
  for (let step = 0; step < 2; step++) {
    moment += wall - Date.parse(`${localInput(new Date(moment).toISOString(), zone)}Z`)
  }
  return new Date(moment).toISOString()
}

export const ZONE = Intl.DateTimeFormat().resolvedOptions().timeZone
