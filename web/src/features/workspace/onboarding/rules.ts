/** Features and what they need of each other. Pure. */
export interface Needs {
  slug: string
  requires: string[]
}

/** The choice with a feature and everything that it needs. */
export function withFeature(chosen: readonly string[], slug: string, all: readonly Needs[]): string[] {
  const found = new Set(chosen)
  const add = (name: string) => {
    if (found.has(name)) return
    found.add(name)
    for (const needed of all.find((feature) => feature.slug === name)?.requires ?? []) add(needed)
  }
  add(slug)
  return all.map((feature) => feature.slug).filter((name) => found.has(name))
}

/** The choice without a feature and everything that needs it. */
export function withoutFeature(chosen: readonly string[], slug: string, all: readonly Needs[]): string[] {
  const gone = new Set([slug])
  // Until nothing more falls: needs may be several steps long.
  for (let size = 0; size !== gone.size; ) {
    size = gone.size
    for (const feature of all) if (feature.requires.some((name) => gone.has(name))) gone.add(feature.slug)
  }
  return chosen.filter((name) => !gone.has(name))
}

/** Addresses in what somebody pasted: one a line, or between commas, semicolons or spaces. */
export function addresses(text: string): string[] {
  return [
    ...new Set(
      text
        .split(/[\s,;<>]+/)
        .filter((word) => word.includes('@'))
        .map((word) => word.toLowerCase()),
    ),
  ]
}
