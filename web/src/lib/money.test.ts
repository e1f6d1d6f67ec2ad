import { expect, test } from 'vitest'
import { decimal, formatMoney, parseMoney } from './money'

test('an amount has the digits of its currency, whatever the browser thinks of its cash', () => {
  expect(formatMoney({ amount: 123456, currency: 'EUR' })).toBe('€1,234.56')
  expect(formatMoney({ amount: 1234, currency: 'JPY' })).toBe('¥1,234')
  expect(formatMoney({ amount: 1234567, currency: 'KWD' })).toContain('1,234.567')
  expect(formatMoney({ amount: 150, currency: 'HUF' })).toContain('1.50')
})

test('large amounts keep every digit', () => {
  expect(decimal({ amount: 9007199254740991, currency: 'EUR' })).toBe('90071992547409.91')
  expect(formatMoney({ amount: 9007199254740991, currency: 'EUR' })).toBe('€90,071,992,547,409.91')
})

test.each([
  ['12', 1200],
  ['12.5', 1250],
  ['12,50', 1250],
  ['1,234.50', 123450],
  ['1.234,50', 123450],
  ['-0.01', -1],
  ['1 000', 100000],
])('%s is read', (text, amount) => {
  expect(parseMoney(text, 'EUR')).toEqual({ amount, currency: 'EUR' })
})

test('a mark before three digits is only a group where it can be nothing else', () => {
  expect(parseMoney('1,234', 'EUR')?.amount).toBe(123400)
  expect(parseMoney('1.234', 'EUR')).toBeNull()
  expect(parseMoney('1,234', 'KWD')).toBeNull()
  expect(parseMoney('1.234', 'KWD')?.amount).toBe(1234)
  expect(parseMoney('1,234,567', 'JPY')?.amount).toBe(1234567)
})

test.each(['', 'abc', '1.2.3', '12.345', '1e3', '1,23,4', '1,234.567,89', '99999999999999999'])(
  '%s is no amount',
  (text) => {
    expect(parseMoney(text, 'EUR')).toBeNull()
  },
)

test('what is shown is what is read', () => {
  for (const currency of ['EUR', 'JPY', 'KWD'])
    for (const amount of [0, 1, -1, 99, 100, 123456789])
      expect(parseMoney(decimal({ amount, currency }), currency)).toEqual({ amount, currency })
})
