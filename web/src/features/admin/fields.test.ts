import { expect, test } from 'vitest'
import { type FieldSpec, shown, Unreadable, written } from '~/kit/form-spec'
import { count, minor, nameField, pairs } from './fields'

interface Body {
  names: Record<string, string>
  limits: Record<string, number>
  secrets: Record<string, string>
  month_amount: number
}

const fields: FieldSpec<Body>[] = [
  nameField({ name: 'names', label: 'Name' }),
  pairs({ name: 'limits', label: 'Limits' }, count),
  pairs({ name: 'secrets', label: 'Secrets' }, String),
  minor({ name: 'month_amount', label: 'Price' }, 'JPY'),
]
const stored = { names: { en: 'Shop', de: 'Laden' }, limits: { 'crm.contacts': 10 }, month_amount: 500 }

test('what nobody touched is not sent', () => {
  expect(written(fields, shown(fields, stored), stored)).toEqual({})
})

test('a name in one language leaves the others', () => {
  const values = { ...shown(fields, stored), names: 'Store' }
  expect(written(fields, values, stored)).toEqual({ names: { en: 'Store', de: 'Laden' } })
})

test('pairs are read by their first mark, and numbers only where they are wanted', () => {
  const values = { ...shown(fields, stored), limits: ['a = 1', 'b = many', ''], secrets: ['key = 12=34'] }
  expect(written(fields, values, stored)).toEqual({
    limits: { a: 1, b: 'many' },
    secrets: { key: '12=34' },
  })
})

test('an amount has the digits of its currency', () => {
  expect(written(fields, { ...shown(fields, stored), month_amount: '750' }, stored)).toEqual({
    month_amount: 750,
  })
  expect(() => written(fields, { ...shown(fields, stored), month_amount: '7.50' }, stored)).toThrow(
    Unreadable,
  )
})
