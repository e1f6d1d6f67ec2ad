import type { Messages } from '@lingui/core'

const PLAIN = 'abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ'
const ACCENTED = 'áƀçđéƒğĥíĵķĺɱñóþǫřšťúṽŵẋýžÁƁÇĐÉƑĞĤÍĴĶĹṀÑÓÞǪŘŠŤÚṼŴẊÝŽ'
/** Tags of a text, which stay. */
const TAG = /(<\/?\d+\/?>)/g

/**
 * A language for tests, made from the compiled texts of another: every letter has an accent, and every text is longer
 * by 40 %, as translations are. What is plain on the screen does not come from a catalog; what is cut has no room.
 */
export function lengthen(messages: Messages): Messages {
  return Object.fromEntries(
    Object.entries(messages).map(([id, message]) => [id, whole(message) as typeof message]),
  )
}

function whole(message: unknown): unknown {
  const letters = JSON.stringify(message).replaceAll(TAG, '').length - 4
  return [...[message].flat().map(part), ' ', '·'.repeat(Math.max(1, Math.round(letters * 0.4)))]
}

/** A text, or a value: `[name]`, `[name, 'number', {…}]`, or `[name, 'plural' | 'select', {case: parts}]`. */
function part(token: unknown): unknown {
  if (typeof token === 'string') return accented(token)
  const [name, kind, cases] = token as [string, string?, object?]
  if (!cases || !/^(plural|select)/.test(kind ?? '')) return token
  const spoken = Object.entries(cases).map(([key, value]) => [
    key,
    typeof value === 'number' ? value : [value].flat().map(part),
  ])
  return [name, kind, Object.fromEntries(spoken)]
}

function accented(text: string): string {
  const pieces = text.split(TAG)
  // Every second piece is a tag.
  return pieces
    .map((piece, at) =>
      at % 2 ? piece : piece.replace(/[a-z]/gi, (letter) => ACCENTED[PLAIN.indexOf(letter)] ?? ''),
    )
    .join('')
}
