import { expect, test } from 'vitest'
import { nextPath, safeHref } from './safe'

test('a link from data never runs code', () => {
  expect(safeHref('https://example.com/a')).toBe('https://example.com/a')
  expect(safeHref('mailto:ada@example.com')).toBe('mailto:ada@example.com')
  for (const bad of [
    'javascript:alert(1)',
    ' JavaScript:alert(1)',
    'data:text/html,x',
    'example.com',
    '',
    null,
  ])
    expect(safeHref(bad)).toBeUndefined()
})

test('signing in leads to a page of this app', () => {
  expect(nextPath('?next=/crm/deals%3Fview%3D1')).toBe('/crm/deals?view=1')
  for (const bad of ['https://evil.example', '//evil.example', '/\\evil.example', 'crm', ''])
    expect(nextPath(`?next=${encodeURIComponent(bad)}`)).toBe('/dashboard')
})
