import { DIGITS } from '~/api/gen/currencies'
import { region } from './region'

/** An amount in minor units of its currency, as the API has it. */
export interface Money {
  amount: number
  currency: string
}

export const CURRENCIES = Object.keys(DIGITS)

/** Digits of the minor unit. What `Intl` says is for cash and differs for HUF, IQD, LBP and others. */
export function digitsOf(currency: string): number {
  return DIGITS[currency] ?? 2
}

export function formatMoney(money: Money, locale = region()): string {
  const digits = digitsOf(money.currency)
  return new Intl.NumberFormat(locale, {
    style: 'currency',
    currency: money.currency,
    minimumFractionDigits: digits,
    maximumFractionDigits: digits,
    // A decimal string, not a float: every safe integer of minor units is shown exactly.
  }).format(decimal(money) as Intl.StringNumericLiteral)
}

/** The amount as a plain decimal with a point: what an input shows. */
export function decimal({ amount, currency }: Money): string {
  const digits = digitsOf(currency)
  if (digits === 0) return String(amount)
  const text = String(Math.abs(amount)).padStart(digits + 1, '0')
  return `${amount < 0 ? '-' : ''}${text.slice(0, -digits)}.${text.slice(-digits)}`
}

/**
 * Minor units of what somebody typed: `1234.5`, `1,234.50` or `1.234,50`. Null when it is no amount, or may be two:
 * `1.234` is a thousand to some and one to others.
 */
export function parseMoney(text: string, currency: string): Money | null {
  const digits = digitsOf(currency)
  const found = /^(-?)(\d+(?:[.,]\d+)*)[.,]?$/.exec(text.trim().replace(/[\s'’]/g, ''))
  if (!found?.[2]) return null
  const marks = [...found[2].matchAll(/[.,]/g)].map(([mark]) => mark)
  const parts = found[2].split(/[.,]/)
  const last = parts.at(-1) ?? ''
  const grouped = parts.slice(1, -1).every((part) => part.length === 3) && (parts[0] ?? '').length <= 3
  const alike = new Set(marks).size === 1

  let fraction = ''
  if (marks.length === 1 && last.length <= digits && !(digits === 3 && last.length === 3 && marks[0] === ','))
    fraction = last
  else if (marks.length === 1 && !(marks[0] === ',' && last.length === 3 && digits < 3 && parts[0] !== '0'))
    return null
  else if (marks.length > 1 && alike && !(grouped && last.length === 3)) return null
  else if (marks.length > 1 && !alike) {
    const groups = marks.slice(0, -1)
    if (!grouped || new Set(groups).size > 1 || groups[0] === marks.at(-1) || last.length > digits)
      return null
    fraction = last
  }
  const whole = fraction === '' ? parts.join('') : parts.slice(0, -1).join('')
  const amount = Number(whole + fraction.padEnd(digits, '0'))
  if (!Number.isSafeInteger(amount)) return null
  return { amount: found[1] && amount !== 0 ? -amount : amount, currency }
}
