/** Fields of a record as data: a form is a list of these. Pure, so that what is sent can be tested without a page. */
import type { ReactElement } from 'react'
import { decimal, type Money, parseMoney } from '~/lib/money'
import { localInput, ZONE, zoned } from '~/lib/time'
import type { Picker } from './record-picker'

export interface Option {
  value: string
  label: string
}

export type Kind =
  | 'text'
  | 'email'
  | 'tel'
  | 'url'
  | 'password'
  | 'number'
  | 'textarea'
  | 'select'
  | 'date'
  | 'datetime'
  | 'money'
  | 'tags'
  | 'lines'
  | 'record'
  | 'check'
  | 'color'

export interface Drawn {
  value: FormValue
  onChange: (value: FormValue) => void
  error: string | undefined
}

/** `Body` is what the API takes; `name` is the member of it, to which its errors also point. */
export interface FieldSpec<Body = Record<string, unknown>> {
  name: keyof Body & string
  label: string
  kind?: Kind
  required?: boolean
  hint?: string
  options?: Option[]
  picker?: Picker
  /** Drawn by the feature itself, label and all: a choice that is no plain input. */
  draw?: (control: Drawn) => ReactElement
  /** Two of these share a row where there is room. */
  half?: boolean
  autoComplete?: string
  /** From and to the shape of the API, where that is not the plain value. */
  read?: (value: unknown) => FormValue
  write?: (value: FormValue, before: unknown) => unknown
  /** Of a `money` field: the currency of amounts that are new. */
  currency?: string
}

/** Yes or no as a choice of two; what is new has the API's default, no. */
export const flag = {
  kind: 'select',
  required: true,
  read: (value: unknown): FormValue => String(value ?? false),
  write: (value: FormValue) => value === 'true',
} as const

/** What people call the members of a body. */
export const labelsOf = <Body>(fields: FieldSpec<Body>[]): Record<string, string> =>
  Object.fromEntries(fields.map(({ name, label }) => [name, label]))

export type FormValue = string | string[] | null
export type FormValues = Record<string, FormValue>

export class Unreadable extends Error {
  constructor(readonly field: string) {
    super(`${field} cannot be read`)
  }
}

/** What the inputs show for a record; nothing for a new one. */
export function shown<Body>(
  fields: FieldSpec<Body>[],
  row: Partial<Record<string, unknown>> = {},
): FormValues {
  return Object.fromEntries(fields.map((field) => [field.name, show(field, row[field.name])]))
}

function show<Body>(field: FieldSpec<Body>, value: unknown): FormValue {
  if (field.read) return field.read(value)
  if (field.kind === 'tags') return Array.isArray(value) ? value.join(', ') : ''
  if (field.kind === 'lines') return Array.isArray(value) ? value.map(String) : []
  if (field.kind === 'check') return value === true ? 'true' : ''
  if (field.kind === 'record') return typeof value === 'string' ? value : null
  if (value === null || value === undefined) return ''
  if (field.kind === 'money') return decimal(value as Money)
  if (field.kind === 'datetime') return localInput(String(value), ZONE)
  return String(value)
}

/** The body for the API: every field of a new record that is filled in, the changed ones of a stored one. */
export function written<Body>(
  fields: FieldSpec<Body>[],
  values: FormValues,
  row?: Partial<Record<string, unknown>>,
): Partial<Body> {
  const before = row && shown(fields, row)
  const body: Record<string, unknown> = {}
  for (const field of fields) {
    const value = values[field.name] ?? null
    if (before ? same(value, before[field.name] ?? null) : isBlank(value)) continue
    body[field.name] = write(field, value, row?.[field.name])
  }
  return body as Partial<Body>
}

function write<Body>(field: FieldSpec<Body>, value: FormValue, before: unknown): unknown {
  if (field.write) return field.write(value, before)
  if (field.kind === 'lines') return (Array.isArray(value) ? value : []).filter((line) => line.trim())
  if (field.kind === 'tags')
    return String(value ?? '')
      .split(',')
      .map((tag) => tag.trim())
      .filter(Boolean)
  if (field.kind === 'check') return value === 'true'
  if (isBlank(value)) return null
  const text = String(value)
  if (field.kind === 'number') return Number(text)
  if (field.kind === 'datetime') return zoned(text, ZONE)
  if (field.kind === 'money') {
    const money = parseMoney(text, (before as Money | null)?.currency ?? field.currency ?? 'EUR')
    if (!money) throw new Unreadable(field.name)
    return money
  }
  return text
}

export function isBlank(value: FormValue): boolean {
  return value === null || (Array.isArray(value) ? value.every((line) => !line.trim()) : value.trim() === '')
}

function same(one: FormValue, other: FormValue): boolean {
  return JSON.stringify(one) === JSON.stringify(other)
}
