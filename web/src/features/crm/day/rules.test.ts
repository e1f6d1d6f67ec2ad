import { expect, it } from 'vitest'
import type { Activity, Deal, Stage } from '../resources'
import { agenda, daysAfter, isLate, needs, putOff } from './rules'

const NOW = new Date('2026-03-10T12:00:00Z')
const TODAY = '2026-03-10T00:00:00Z'

const task = (id: string, times: Partial<Activity>) =>
  ({ id, start_at: null, end_at: null, due_at: null, ...times }) as Activity
const deal = (parts: Partial<Deal>) =>
  ({ stage_id: 's', stage_entered_at: '2026-03-01T12:00:00Z', expected_close: null, ...parts }) as Deal
const stages = [
  { id: 's', rot_days: 9 },
  { id: 'patient', rot_days: null },
] as Stage[]

it('shows what was found twice once, by its time', () => {
  const late = task('late', { due_at: '2026-03-09T08:00:00Z' })
  const meeting = task('meeting', { start_at: '2026-03-10T09:00:00Z', due_at: '2026-03-10T20:00:00Z' })
  const due = task('due', { due_at: '2026-03-10T15:00:00Z' })
  expect(agenda([late, due, meeting], [meeting]).map(({ id }) => id)).toEqual(['late', 'meeting', 'due'])
})

it('calls a task late from its minute on, an appointment from the next day on', () => {
  expect(isLate(task('a', { due_at: '2026-03-10T11:59:00Z' }), NOW, TODAY)).toBe(true)
  expect(isLate(task('a', { due_at: '2026-03-10T12:01:00Z' }), NOW, TODAY)).toBe(false)
  expect(isLate(task('a', { start_at: '2026-03-10T09:00:00Z' }), NOW, TODAY)).toBe(false)
  expect(isLate(task('a', { start_at: '2026-03-09T23:00:00Z' }), NOW, TODAY)).toBe(true)
})

it('keeps how long an appointment is', () => {
  const meeting = task('a', { start_at: '2026-03-10T09:00:00Z', end_at: '2026-03-10T09:45:00Z' })
  expect(putOff(meeting, '2026-03-12T14:00:00.000Z')).toEqual({
    start_at: '2026-03-12T14:00:00.000Z',
    end_at: '2026-03-12T14:45:00.000Z',
  })
  expect(putOff(task('a', { due_at: TODAY }), TODAY)).toBeNull()
})

it('says why a deal needs somebody', () => {
  const need = (parts: Partial<Deal>) => needs(deal(parts), stages, '2026-03-10', NOW)
  expect(need({ expected_close: '2026-03-09' })).toBe('overdue')
  expect(need({ expected_close: '2026-03-17', stage_id: 'patient' })).toBe('closes')
  expect(need({ expected_close: '2026-03-18', stage_id: 'patient' })).toBeNull()
  expect(need({})).toBe('rots')
  expect(need({ stage_entered_at: '2026-03-01T12:00:01Z' })).toBeNull()
  expect(need({ stage_id: 'patient' })).toBeNull()
})

it('counts days over the end of a month', () => {
  expect(daysAfter('2026-02-27', 2)).toBe('2026-03-01')
})
