import { describe, expect, it } from 'vitest'
import { closed, condition, type Field, group, opened } from './tree'

const field = (name: string, kind: Field['kind'], ...operators: Field['operators']): Field => ({
  name,
  kind,
  operators,
  options: [],
})
const FIELDS = [
  field('tags', 'names', 'has_any'),
  field('segments', 'ids', 'has_any'),
  field('score', 'number', 'between', 'gte'),
  field('created_at', 'time', 'within_last'),
  field('custom.fee', 'money', 'gte'),
  field('custom.ok', 'flag', 'eq'),
  field('city', 'text', 'is_empty', 'eq'),
]

describe('filters', () => {
  it('come back as they were stored', () => {
    const stored = {
      any: [
        { field: 'tags', op: 'has_any' as const, value: ['vip', 'new'] },
        { field: 'score', op: 'between' as const, value: [10, 20.5] },
        { none: [{ field: 'segments', op: 'has_any' as const, value: ['a', 'b'] }] },
        { field: 'created_at', op: 'within_last' as const, value: 30 },
        { field: 'custom.fee', op: 'gte' as const, value: { amount: 1250, currency: 'EUR' } },
        { field: 'custom.ok', op: 'eq' as const, value: false },
        { field: 'city', op: 'is_empty' as const },
      ],
    }
    expect(closed(opened(stored), FIELDS, 'EUR')).toEqual(stored)
  })

  it('are a group also when they are one condition', () => {
    const alone = { field: 'city', op: 'eq' as const, value: 'Graz' }
    expect(closed(opened(alone), FIELDS, 'EUR')).toEqual({ all: [alone] })
  })

  it('are none while something is missing', () => {
    expect(closed(group(), FIELDS, 'EUR')).toBeNull()
    expect(closed(group('all', [condition()]), FIELDS, 'EUR')).toBeNull()
    const score = condition(FIELDS[2])
    expect(closed(group('all', [{ ...score, texts: ['10'] }]), FIELDS, 'EUR')).toBeNull()
    expect(closed(group('all', [{ ...score, texts: ['10', 'x'] }]), FIELDS, 'EUR')).toBeNull()
    expect(closed(group('all', [{ ...score, texts: ['10', '20'] }]), FIELDS, 'EUR')).not.toBeNull()
  })
})
