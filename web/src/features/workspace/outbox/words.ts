import { formatDateTime } from '~/lib/time'

const MOMENT = /^\d{4}-\d\d-\d\dT\d\d:\d\d/
/** The member by which an object is known, in the order of what people would say. */
const NAMES = ['address', 'raw', 'name', 'label', 'id']

/** A value of any field in words; this page knows no resource. */
export function plainly(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–'
  if (Array.isArray(value)) return value.length > 0 ? value.map(plainly).join(', ') : '–'
  if (typeof value === 'object') {
    const members = value as Record<string, unknown>
    const name = NAMES.find((one) => typeof members[one] === 'string')
    return name ? String(members[name]) : JSON.stringify(value)
  }
  return MOMENT.test(String(value)) ? formatDateTime(String(value)) : String(value)
}
