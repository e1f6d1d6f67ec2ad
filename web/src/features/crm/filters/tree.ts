/** A filter as it is edited: every condition holds the texts of its inputs. Pure; the server judges what fits. */
import type { components } from '~/api/gen/crm'
import { decimal, type Money, parseMoney } from '~/lib/money'

export type Filter = components['schemas']['Filter-Input']
export type Field = components['schemas']['FilterField']
export type Op = Field['operators'][number]
export const JOINS = ['all', 'any', 'none'] as const
export type Join = (typeof JOINS)[number]

export interface Condition {
  key: string
  field: string
  op: Op
  /** What stands in its inputs: one text, two of a span, or what is ticked. */
  texts: string[]
}
export interface Group {
  key: string
  join: Join
  parts: (Group | Condition)[]
}

/** Groups in groups, as deep as the API takes them. */
export const DEEPEST = 3
const WITHOUT: Op[] = ['is_empty', 'is_not_empty']
const LISTS: Op[] = ['in', 'not_in', 'has_any', 'has_all', 'has_none']
const DAYS: Op[] = ['within_last', 'within_next', 'anniversary']

export const isGroup = (part: Group | Condition): part is Group => 'parts' in part
export const needsValue = (op: Op) => !WITHOUT.includes(op)
export const takesSeveral = (op: Op) => LISTS.includes(op)
export const countsDays = (op: Op) => DAYS.includes(op)

/** What can be chosen instead of typed. */
export const isTicked = ({ kind }: Field, op: Op) =>
  ['choice', 'choices', 'ids'].includes(kind) && takesSeveral(op)

export function condition(field?: Field): Condition {
  return {
    key: crypto.randomUUID(),
    field: field?.name ?? '',
    op: field?.operators.find(needsValue) ?? 'eq',
    texts: [],
  }
}

export function group(join: Join = 'all', parts: (Group | Condition)[] = []): Group {
  return { key: crypto.randomUUID(), join, parts }
}

/** A stored filter for editing; a lone condition is a group of one. */
export function opened(filter: Filter): Group {
  const part = partOf(filter)
  return isGroup(part) ? part : group('all', [part])
}

function partOf(filter: Filter): Group | Condition {
  for (const join of JOINS) {
    const parts = filter[join]
    if (parts) return group(join, parts.map(partOf))
  }
  const { field, op, value } = filter
  return { key: crypto.randomUUID(), field: field ?? '', op: op ?? 'eq', texts: textsOf(value) }
}

function textsOf(value: unknown): string[] {
  if (value === undefined || value === null) return []
  if (Array.isArray(value)) return value.flatMap(textsOf)
  if (typeof value === 'object' && 'amount' in value) return [decimal(value as Money)]
  return [String(value)]
}

/** The filter for the API, or null while something in it is not filled in yet. */
export function closed(part: Group | Condition, fields: Field[], currency: string): Filter | null {
  if (isGroup(part)) {
    const parts = part.parts.map((one) => closed(one, fields, currency))
    return parts.length > 0 && parts.every((one) => one !== null) ? { [part.join]: parts } : null
  }
  const field = fields.find(({ name }) => name === part.field)
  if (!field) return null
  if (!needsValue(part.op)) return { field: field.name, op: part.op }
  const value = typedValue(field, part, currency)
  return value === undefined ? null : { field: field.name, op: part.op, value }
}

function typedValue(field: Field, { op, texts }: Condition, currency: string): unknown {
  const typed = takesSeveral(op) && !isTicked(field, op) ? texts.join(',').split(',') : texts
  const given = typed.map((text) => text.trim()).filter(Boolean)
  if (given.length === 0 || (op === 'between' && given.length !== 2)) return undefined
  const values = given.map((text) => single(field, op, text, currency))
  if (values.includes(undefined)) return undefined
  return takesSeveral(op) || op === 'between' ? values : values[0]
}

function single({ kind }: Field, op: Op, text: string, currency: string): unknown {
  if (kind === 'number' || countsDays(op)) return Number.isFinite(Number(text)) ? Number(text) : undefined
  if (kind === 'flag') return text === 'true'
  if (kind === 'money') return parseMoney(text, currency) ?? undefined
  return text
}
