import { expect, test } from 'vitest'
import { dayIn, formatDay, formatRelative, localInput, startOfDay, zoned } from './time'

test('what clocks of a zone show becomes the moment, on both sides of a change of clocks', () => {
  expect(zoned('2026-03-28T12:00', 'Europe/Berlin')).toBe('2026-03-28T11:00:00.000Z')
  expect(zoned('2026-03-29T12:00', 'Europe/Berlin')).toBe('2026-03-29T10:00:00.000Z')
  expect(zoned('2026-10-25T23:00', 'Europe/Berlin')).toBe('2026-10-25T22:00:00.000Z')
  expect(zoned('2026-01-01T00:00', 'Pacific/Kiritimati')).toBe('2025-12-31T10:00:00.000Z')
})

test('an input shows what was typed into it', () => {
  for (const zone of ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu'])
    expect(localInput(zoned('2026-07-01T08:15', zone), zone)).toBe('2026-07-01T08:15')
})

test('a day begins where its zone says so', () => {
  const now = new Date('2026-11-26T23:30:00Z')
  expect(dayIn('Europe/Berlin', now)).toBe('2026-11-27')
  expect(startOfDay('Europe/Berlin', 0, now)).toBe('2026-11-26T23:00:00.000Z')
  expect(startOfDay('America/New_York', 1, now)).toBe('2026-11-27T05:00:00.000Z')
})

test('a day has no zone', () => expect(formatDay('2026-01-01')).toBe('Jan 1, 2026'))

test('the largest full unit is said', () => {
  const now = Date.parse('2026-11-26T12:00:00Z')
  expect(formatRelative('2026-11-26T11:59:50Z', now)).toBe('now')
  expect(formatRelative('2026-11-26T11:01:00Z', now)).toBe('59 minutes ago')
  expect(formatRelative('2026-11-28T12:00:00Z', now)).toBe('in 2 days')
})
