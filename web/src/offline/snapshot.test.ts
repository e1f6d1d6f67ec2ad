import 'fake-indexeddb/auto'
import { QueryClient } from '@tanstack/react-query'
import { beforeEach, expect, test } from 'vitest'
import type { User } from '~/api/session'
import { chooseWorkspace } from '~/api/workspace'
import { keep, recall, wipe } from './snapshot'

const DAY = 86_400_000
const ada = { id: 'u1', name: 'Ada' } as User
const bob = { id: 'u2', name: 'Bob' } as User
const contacts = (workspace: string) => [workspace, 'crm', 'contacts', 'pages', {}]
const keys = ['w1', 'identity', 'api-keys', 'pages', {}]

beforeEach(async () => {
  chooseWorkspace('w1')
  await wipe()
})

async function kept(workspace = 'w1', user = ada) {
  const client = new QueryClient()
  chooseWorkspace(workspace)
  client.setQueryData(contacts(workspace), { items: [workspace] })
  client.setQueryData(keys, { items: [2] })
  await keep(client, user)
  return client
}

test('records come back for the person who read them, other things are not kept', async () => {
  await kept()
  const client = new QueryClient()
  expect(await recall(client)).toEqual(ada)
  expect(client.getQueryData(contacts('w1'))).toEqual({ items: ['w1'] })
  expect(client.getQueryData(keys)).toBeUndefined()
})

test('each workspace comes back by itself', async () => {
  await kept('w1')
  await kept('w2')
  chooseWorkspace('w1')
  const client = new QueryClient()
  await recall(client)
  expect(client.getQueryData(contacts('w1'))).toEqual({ items: ['w1'] })
  expect(client.getQueryData(contacts('w2'))).toBeUndefined()
})

test('the last answer stays when it cannot be asked for again', async () => {
  const client = await kept()
  await client
    .fetchQuery({
      queryKey: contacts('w1'),
      queryFn: () => Promise.reject(new Error('no answer')),
      retry: false,
    })
    .catch(() => undefined)
  expect(client.getQueryState(contacts('w1'))?.status).toBe('error')
  await keep(client, ada)
  const next = new QueryClient()
  await recall(next)
  expect(next.getQueryState(contacts('w1'))).toMatchObject({ status: 'success', data: { items: ['w1'] } })
})

test('what was read before this visit stays beside what is read now', async () => {
  await kept()
  const client = new QueryClient()
  client.setQueryData(['w1', 'crm', 'deals', 'list', {}], { items: [3] })
  await keep(client, ada)
  const next = new QueryClient()
  await recall(next)
  expect(next.getQueryData(contacts('w1'))).toEqual({ items: ['w1'] })
  expect(next.getQueryData(['w1', 'crm', 'deals', 'list', {}])).toEqual({ items: [3] })
})

test('after seven days nothing is shown any more, also of what was kept again since', async () => {
  const client = await kept()
  expect(await recall(new QueryClient(), Date.now() + 8 * DAY)).toBeNull()
  await keep(client, ada, Date.now() + 6 * DAY)
  const next = new QueryClient()
  expect(await recall(next, Date.now() + 8 * DAY)).toEqual(ada)
  expect(next.getQueryData(contacts('w1'))).toBeUndefined()
})

test('who signs out leaves nothing behind', async () => {
  await kept()
  await wipe()
  expect(await recall(new QueryClient())).toBeNull()
})

test('what somebody else has left goes when the next person reads', async () => {
  await kept('w1', ada)
  await kept('w2', bob)
  chooseWorkspace('w1')
  expect(await recall(new QueryClient())).toEqual(bob)
})
