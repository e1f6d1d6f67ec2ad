import { expect, it } from 'vitest'
import type { NavEntry } from '~/lib/module'

const found = import.meta.glob<{ nav: NavEntry[] }>('../features/*/nav.ts', { eager: true })
const entries = Object.values(found).flatMap(({ nav }) => nav)

it('gives every shortcut and every address to one entry', () => {
  const keys = entries.flatMap(({ key }) => key ?? [])
  expect(keys).toEqual([...new Set(keys)])
  const places = entries.map(({ to }) => to)
  expect(places).toEqual([...new Set(places)])
})
