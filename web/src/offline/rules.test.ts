import { expect, test } from 'vitest'
import { Problem } from '~/api/problem'
import { both, covers, follow, type Item, isOld, next, verdict } from './rules'

const HOUR = 3_600_000

const change = (seq: number, more: Partial<Item> = {}): Item => ({
  seq,
  key: `k${seq}`,
  user: 'ada',
  workspace: 'w1',
  method: 'PATCH',
  path: '/api/v1/crm/contacts/1',
  body: { title: 'Director' },
  version: 1,
  before: { title: null },
  title: 'Grace Hopper',
  labels: {},
  at: 0,
  state: 'waiting',
  ...more,
})

test('changes of a record go in order, and wait behind one that needs a decision', () => {
  const held = change(1, { state: 'conflict' })
  const behind = change(2)
  const other = change(3, { path: '/api/v1/crm/contacts/2' })
  expect(next([held, behind, other], 'ada')).toBe(other)
  expect(next([behind, other], 'ada')).toBe(behind)
  expect(next([held, behind], 'ada')).toBeUndefined()
})

test('new records do not wait for one another', () => {
  const refused = change(1, { method: 'POST', path: '/api/v1/crm/notes', state: 'refused' })
  const note = change(2, { method: 'POST', path: '/api/v1/crm/notes' })
  expect(next([refused, note], 'ada')).toBe(note)
})

test('what somebody else has left is not sent', () => {
  expect(next([change(1, { user: 'bob' })], 'ada')).toBeUndefined()
})

test('a key that the server has forgotten by now is asked about', () => {
  expect(isOld(change(1), 24 * HOUR)).toBe(false)
  expect(isOld(change(1), 24 * HOUR + 1)).toBe(true)
})

test.each([
  [0, 'offline', 'later'],
  [401, 'unauthenticated', 'later'],
  [409, 'idempotency_in_flight', 'later'],
  [429, 'rate_limited', 'later'],
  [503, 'upstream_unavailable', 'later'],
  [412, 'version_mismatch', 'conflict'],
  [409, 'possible_duplicate', 'conflict'],
  [409, 'email_taken', 'refused'],
  [403, 'permission_denied', 'refused'],
  [404, 'not_found', 'refused'],
  [422, 'invalid', 'refused'],
])('%i %s: %s', (status, code, what) => {
  expect(verdict(new Problem(status, { code }))).toBe(what)
})

test('what follows a change of ours stands on it, what was read later stays', () => {
  const first = change(1)
  const items = [first, change(2), change(3, { version: 9 }), change(4, { path: '/other' })]
  expect(follow(items, first, 2).map(({ seq, version }) => [seq, version])).toEqual([[2, 2]])
})

test('a record says what a change says, whatever else the server adds', () => {
  const record = {
    title: 'Director',
    emails: [{ id: 'e', address: 'a@b.example', label: null }],
    tags: ['x'],
  }
  expect(covers(record, { title: 'Director', emails: [{ address: 'a@b.example' }] })).toBe(true)
  expect(covers(record, { tags: [] })).toBe(false)
  expect(covers(record, { title: null })).toBe(false)
  expect(covers({}, { title: null })).toBe(true)
})

test('both are kept where they do not meet', () => {
  const mine = change(1, {
    body: { title: 'Director', city: 'York' },
    before: { title: 'Clerk', city: null },
  })
  expect(both({ ...mine, theirs: { version: 2, title: 'Clerk', city: 'Leeds' } })).toEqual({
    title: 'Director',
  })
  expect(both({ ...mine, theirs: { version: 2, title: 'CEO', city: 'Leeds' } })).toBeNull()
  expect(both({ ...mine, theirs: { version: 2, title: 'Clerk', city: null } })).toBeNull()
})
