/** A list in which one has gone some places on; over an end it does not go. */
export function moved<T>(list: T[], from: number, by: number): T[] {
  const to = from + by
  if (from < 0 || from >= list.length || to < 0 || to >= list.length) return list
  const rest = list.filter((_, at) => at !== from)
  return [...rest.slice(0, to), list[from] as T, ...rest.slice(to)]
}
