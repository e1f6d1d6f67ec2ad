import { expect, it } from 'vitest'
import { moved } from './moved'

it('moves one by some places, and not over the ends', () => {
  const list = ['a', 'b', 'c']
  expect(moved(list, 0, 1)).toEqual(['b', 'a', 'c'])
  expect(moved(list, 2, -2)).toEqual(['c', 'a', 'b'])
  expect(moved(list, 0, -1)).toBe(list)
  expect(moved(list, 2, 1)).toBe(list)
  expect(moved(list, 3, -1)).toBe(list)
})
