import { expect, test } from 'vitest'
import { fieldOf } from '~/lib/pointer'
import { type FieldSpec, shown, Unreadable, written } from './form-spec'

interface Body {
  name: string
  amount: unknown
  tags: string[]
  employees: number | null
  company_id: string | null
  domains: string[]
}

const fields: FieldSpec<Body>[] = [
  { name: 'name', label: 'Name', required: true },
  { name: 'amount', label: 'Amount', kind: 'money', currency: 'EUR' },
  { name: 'tags', label: 'Tags', kind: 'tags' },
  { name: 'employees', label: 'Employees', kind: 'number' },
  { name: 'company_id', label: 'Company', kind: 'record' },
  { name: 'domains', label: 'Domains', kind: 'lines' },
]
const stored = {
  name: 'Acme',
  amount: { amount: 1250, currency: 'JPY' },
  tags: ['a', 'b'],
  employees: 7,
  company_id: 'c1',
  domains: ['acme.test'],
}

test('a record that nobody touched sends nothing', () => {
  expect(written(fields, shown(fields, stored), stored)).toEqual({})
})

test('a new record sends what is filled in', () => {
  const values = { ...shown(fields), name: 'New', amount: '12.50', tags: ' x , y,, ', employees: '3' }
  expect(written(fields, values)).toEqual({
    name: 'New',
    amount: { amount: 1250, currency: 'EUR' },
    tags: ['x', 'y'],
    employees: 3,
  })
})

test('what is emptied is sent as null, and an amount keeps its currency', () => {
  const values = { ...shown(fields, stored), amount: '99', employees: '', company_id: null, domains: [''] }
  expect(written(fields, values, stored)).toEqual({
    amount: { amount: 99, currency: 'JPY' },
    employees: null,
    company_id: null,
    domains: [],
  })
})

test('an amount that is none is said before anything is sent', () => {
  expect(() => written(fields, { ...shown(fields), amount: 'ten' })).toThrow(Unreadable)
})

test('a pointer leads to its field', () => {
  expect(fieldOf('/emails/0/address')).toBe('emails')
  expect(fieldOf('/a~1b')).toBe('a/b')
  expect(fieldOf('')).toBe('')
})
