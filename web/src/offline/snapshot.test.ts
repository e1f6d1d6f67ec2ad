import 'fake-indexeddb/auto'
import { QueryClient } from '@tanstack/react-query'
import { beforeEach, expect, test } from 'vitest'
import type { User } from '~/api/session'
import { keep, recall, wipe } from './snapshot'

const ada = { id: 'u1', name: 'Ada' } as User
const contacts = ['w1', 'crm', 'contacts', 'pages', {}]
const keys = ['w1', 'identity', 'api-keys', 'pages', {}]

beforeEach(wipe)

async function kept() {
  const client = new QueryClient()
  client.setQueryData(contacts, { items: [1] })
  client.setQueryData(keys, { items: [2] })
  await keep(client, ada)
}

test('records come back for the person who read them, other things are not kept', async () => {
  await kept()
  const client = new QueryClient()
  expect(await recall(client)).toEqual(ada)
  expect(client.getQueryData(contacts)).toEqual({ items: [1] })
  expect(client.getQueryData(keys)).toBeUndefined()
})

test('after seven days nothing is shown any more', async () => {
  await kept()
  expect(await recall(new QueryClient(), Date.now() + 8 * 86_400_000)).toBeNull()
})

test('who signs out leaves nothing behind', async () => {
  await kept()
  await wipe()
  expect(await recall(new QueryClient())).toBeNull()
})
