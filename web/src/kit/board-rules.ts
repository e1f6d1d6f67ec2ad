/** Where a card lands. Pure. */
interface Cards {
  id: string
  cards: { id: string }[]
}

export interface Place {
  column: string
  /** The card that it stands in front of; null at the end of the column. */
  before: string | null
}

/** The place that `over` (a column or a card) means for a card; null when it is where the card already is. */
export function placeOf(columns: readonly Cards[], card: string, over: string): Place | null {
  if (card === over) return null
  const from = columns.find(({ cards }) => cards.some(({ id }) => id === card))
  const to = columns.find((column) => column.id === over || column.cards.some(({ id }) => id === over))
  if (!from || !to) return null
  const ids = to.cards.map(({ id }) => id)
  if (to.id === over) return from === to && ids.at(-1) === card ? null : { column: to.id, before: null }
  // Within a column a card that moves down passes the one it is dropped on.
  const at = ids.indexOf(over)
  const down = from === to && ids.indexOf(card) < at
  const rest = (down ? ids.slice(at + 1) : ids.slice(at)).filter((id) => id !== card)
  return { column: to.id, before: rest[0] ?? null }
}

/** The columns with the card in its place. */
export function moved<Card extends { id: string }>(
  cards: readonly Card[],
  card: Card,
  before: string | null,
): Card[] {
  const rest = cards.filter(({ id }) => id !== card.id)
  const at = before === null ? rest.length : rest.findIndex(({ id }) => id === before)
  return rest.toSpliced(at < 0 ? rest.length : at, 0, card)
}
