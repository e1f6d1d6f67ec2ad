import { expect, it } from 'vitest'
import { freshKey, newStep, STEP_TYPES, type Step } from './steps'

it('gives every step a key of its own, as the API takes it', () => {
  const steps: Step[] = []
  for (const type of [...STEP_TYPES, ...STEP_TYPES]) steps.push(newStep(type, steps))
  const keys = steps.map(({ key }) => key)
  expect(new Set(keys).size).toBe(steps.length)
  for (const key of keys) expect(key).toMatch(/^[a-z0-9][a-z0-9_-]{0,39}$/)
  expect(
    freshKey(
      'mail',
      steps.filter(({ key }) => key !== 'mail-1'),
    ),
  ).toBe('mail-1')
})
