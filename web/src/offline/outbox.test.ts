import 'fake-indexeddb/auto'
import { QueryClient } from '@tanstack/react-query'
import { beforeEach, expect, test } from 'vitest'
import { isProblem } from '~/api/problem'
import { resource } from '~/api/resource'
import { signedIn, type User } from '~/api/session'
import { chooseWorkspace } from '~/api/workspace'
import { wait } from './late'
import { drop, put, read, subscribe } from './outbox'
import { wipe } from './snapshot'

const contacts = resource('/api/v1/crm/contacts', ({ name }) => String(name))
const invoices = resource('/api/v1/crm/deals')
const row = { id: 'c1', version: 3, name: 'Grace', title: 'Clerk', city: 'York' }
const list = () => [...contacts.key(), 'pages', {}]
let client: QueryClient

function enter(user: Partial<User>) {
  signedIn({ access_token: 'a.b.c', expires_in: 900, user: { id: 'ada', ...user } as User })
}

beforeEach(async () => {
  chooseWorkspace('w1')
  enter({ acting_staff_id: null })
  client = new QueryClient()
  await wipe()
})

const code = (work: Promise<unknown>) =>
  work.then(
    () => null,
    (error) => (isProblem(error) ? error.code : error),
  )

test('a change is kept with the key of its first try, what was read and what it is called', async () => {
  const call = { resource: contacts, row, body: { title: 'Director' }, key: 'k1', labels: { title: 'Title' } }
  expect(await code(wait(client, call))).toBe('waiting')
  const [item] = await read()
  expect(item).toMatchObject({
    key: 'k1',
    user: 'ada',
    workspace: 'w1',
    method: 'PATCH',
    path: '/api/v1/crm/contacts/c1',
    version: 3,
    before: { title: 'Clerk' },
    title: 'Grace',
    state: 'waiting',
  })
})

test('calls keep the order in which they were made, also when one is gone', async () => {
  for (const key of ['k1', 'k2', 'k3'])
    await code(wait(client, { resource: contacts, body: { name: key }, key }))
  const [first] = await read()
  if (first) await drop(first)
  await code(wait(client, { resource: contacts, body: { name: 'k4' }, key: 'k4' }))
  expect((await read()).map(({ key }) => key)).toEqual(['k2', 'k3', 'k4'])
})

test('what is shown changes at once, and is no newer than it was', async () => {
  const at = Date.now() - 60_000
  client.setQueryData(list(), { pages: [{ items: [row] }], pageParams: [] }, { updatedAt: at })
  await code(wait(client, { resource: contacts, row, body: { title: 'Director' }, key: 'k1' }))
  expect(client.getQueryData(list())).toMatchObject({ pages: [{ items: [{ id: 'c1', title: 'Director' }] }] })
  expect(client.getQueryState(list())?.dataUpdatedAt).toBe(at)
})

test.each<[string, () => unknown]>([
  ['of a resource that may not wait', () => wait(client, { resource: invoices, body: {}, key: 'k' })],
  [
    'by staff who act for somebody',
    () => {
      enter({ acting_staff_id: 'staff' })
      return wait(client, { resource: contacts, body: {}, key: 'k' })
    },
  ],
  [
    'outside of a workspace',
    () => {
      chooseWorkspace(null)
      return wait(client, { resource: contacts, body: {}, key: 'k' })
    },
  ],
])('nothing is kept %s', async (_, work) => {
  expect(await code(work() as Promise<unknown>)).toBe('offline')
  expect(await read()).toEqual([])
})

test('who looks at the list hears of changes', async () => {
  let heard = 0
  const stop = subscribe(() => heard++)
  await code(wait(client, { resource: contacts, body: { name: 'Grace' }, key: 'k1' }))
  const [item] = await read()
  const before = heard
  if (item) await put({ ...item, state: 'old' })
  stop()
  expect(heard).toBeGreaterThan(before)
  expect((await read())[0]?.state).toBe('old')
})
