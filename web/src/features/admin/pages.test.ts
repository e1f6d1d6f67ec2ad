import { expect, test } from 'vitest'
import module from './module'
import { pages } from './pages'

test('every address has its page', () => {
  expect(module.routes.map(({ path }) => path).sort()).toEqual(Object.keys(pages).sort())
})
