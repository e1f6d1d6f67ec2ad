import { expect, test } from 'vitest'
import { allows } from './permissions'

test.each([
  [['*:*'], 'crm.deals:write', true],
  [['crm.*:read'], 'crm.deals:read', true],
  [['crm.*:read'], 'crm.deals:write', false],
  [['*:read'], 'workspace.media:read', true],
  [['crm.deals:*'], 'crm.deals:delete', true],
  [['*:*', '!workspace.subscription:write'], 'workspace.subscription:write', false],
  [['*:*', '!crm.*:delete'], 'crm.deals:delete', false],
  [['*:*'], 'platform.users:read', false],
  [[], 'crm.deals:read', false],
])('%j and %s: %s', (patterns, permission, granted) => {
  expect(allows(patterns, permission)).toBe(granted)
})
