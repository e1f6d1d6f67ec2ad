/** What differs between records that look the same. */
export type Row = Record<string, unknown> & { id: string }

interface Difference {
  name: string
  texts: string[]
  /** Whether one value is chosen; of lists the record that stays has everything. */
  chosen: boolean
}

const OWN = ['id', 'version', 'created_at', 'updated_at', 'name', 'custom', 'owner_id', 'score']

/** The fields with more than one value, in words. */
export function differing(records: Row[]): Difference[] {
  const names = Object.keys(records[0] ?? {}).filter(
    (name) => !OWN.includes(name) && !name.startsWith('converted_'),
  )
  return names
    .map((name) => ({
      name,
      texts: records.map((record) => wordsOf(record[name])),
      chosen: !records.some((record) => typeof record[name] === 'object' && record[name] !== null),
    }))
    .filter(({ texts }) => new Set(texts).size > 1)
}

function wordsOf(value: unknown): string {
  if (value === null || value === undefined) return ''
  if (Array.isArray(value)) return value.map(wordsOf).filter(Boolean).join(', ')
  if (typeof value !== 'object') return String(value)
  const { address, raw, amount, currency } = value as Record<string, unknown>
  return String(address ?? raw ?? (amount === undefined ? '' : `${amount} ${currency}`))
}
