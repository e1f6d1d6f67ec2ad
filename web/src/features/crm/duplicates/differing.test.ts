import { expect, it } from 'vitest'
import { differing } from './differing'

it('shows what differs, and what can be chosen', () => {
  const [ada, same] = [
    {
      id: '1',
      name: 'Ada',
      city: 'Graz',
      title: null,
      emails: [{ address: 'a@x.org' }],
      tags: [],
      version: 1,
    },
    {
      id: '2',
      name: 'Ada',
      city: 'Linz',
      title: null,
      emails: [{ address: 'b@x.org' }],
      tags: [],
      version: 7,
    },
  ]
  expect(differing([ada, same])).toEqual([
    { name: 'city', texts: ['Graz', 'Linz'], chosen: true },
    { name: 'emails', texts: ['a@x.org', 'b@x.org'], chosen: false },
  ])
  expect(differing([])).toEqual([])
})
