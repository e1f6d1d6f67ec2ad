import { expect, test } from 'vitest'
import { moved, placeOf } from './board-rules'

const cards = (...ids: string[]) => ids.map((id) => ({ id }))
const columns = [
  { id: 'new', cards: cards('a', 'b', 'c') },
  { id: 'won', cards: cards('x') },
  { id: 'lost', cards: [] },
]

test.each([
  ['a', 'c', { column: 'new', before: null }],
  ['a', 'b', { column: 'new', before: 'c' }],
  ['c', 'a', { column: 'new', before: 'a' }],
  ['a', 'x', { column: 'won', before: 'x' }],
  ['a', 'won', { column: 'won', before: null }],
  ['a', 'lost', { column: 'lost', before: null }],
  ['a', 'new', { column: 'new', before: null }],
  ['c', 'new', null],
  ['a', 'a', null],
  ['a', 'nowhere', null],
])('%s on %s', (card, over, place) => {
  expect(placeOf(columns, card, over)).toEqual(place)
})

test('a card stands where it was put', () => {
  expect(moved(cards('a', 'b', 'c'), { id: 'c' }, 'a')).toEqual(cards('c', 'a', 'b'))
  expect(moved(cards('a', 'b'), { id: 'x' }, null)).toEqual(cards('a', 'b', 'x'))
  expect(moved(cards('a', 'b'), { id: 'x' }, 'gone')).toEqual(cards('a', 'b', 'x'))
})
