import { expect, test } from 'vitest'
import { catalogue, gathered, keyOf, spread } from './rules'

const ALL = [
  'crm.contacts:delete',
  'crm.contacts:read',
  'crm.contacts:write',
  'crm.deals:read',
  'workspace.media:read',
]

test('the catalogue is by service and kind of record, the usual verbs first', () => {
  expect(catalogue(['crm.contacts:erase', ...ALL])).toEqual([
    {
      name: 'crm',
      areas: [
        { name: 'crm.contacts', verbs: ['read', 'write', 'delete', 'erase'] },
        { name: 'crm.deals', verbs: ['read'] },
      ],
    },
    { name: 'workspace', areas: [{ name: 'workspace.media', verbs: ['read'] }] },
  ])
})

test('patterns become what they grant, and a refusal wins', () => {
  expect(spread(['crm.*:read'], ALL)).toEqual(['crm.contacts:read', 'crm.deals:read'])
  expect(spread(['*:*', '!crm.contacts:delete'], ALL)).not.toContain('crm.contacts:delete')
})

test('what is granted whole is kept as one pattern and grants the same', () => {
  const granted = ['crm.contacts:delete', 'crm.contacts:read', 'crm.contacts:write', 'crm.deals:read']
  expect(gathered(granted, ALL)).toEqual(['crm.contacts:*', 'crm.deals:read'])
  expect(spread(gathered(granted, ALL), ALL)).toEqual(granted)
  expect(gathered([], ALL)).toEqual([])
})

test('a key is what the API takes, whatever the name', () => {
  for (const name of [
    'Sales',
    'Vertrieb & Süd',
    '2nd line',
    '販売',
    'x',
    'A very long name of a role that nobody would ever type',
  ])
    expect(keyOf(name)).toMatch(/^[a-z][a-z0-9_-]{1,38}$/)
  expect(keyOf('Sales team')).toBe('sales-team')
})
