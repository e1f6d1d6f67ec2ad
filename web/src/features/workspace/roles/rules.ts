import { allows } from '~/lib/permissions'

/** What can be done with one kind of record. */
export interface Area {
  /** `service.noun`. */
  name: string
  verbs: string[]
}

export interface Service {
  name: string
  areas: Area[]
}

const USUAL = ['read', 'write', 'delete', 'export']

/** The catalogue as people look through it: by service, then by kind of record, the usual verbs first. */
export function catalogue(permissions: readonly string[]): Service[] {
  const services = new Map<string, Map<string, string[]>>()
  for (const permission of permissions) {
    const [area = '', verb = ''] = permission.split(':')
    const service = area.split('.')[0] ?? ''
    const areas = services.get(service) ?? new Map<string, string[]>()
    areas.set(area, [...(areas.get(area) ?? []), verb])
    services.set(service, areas)
  }
  return [...services].map(([name, areas]) => ({
    name,
    areas: [...areas].map(([area, verbs]) => ({ name: area, verbs: verbs.sort(byUse) })),
  }))
}

function byUse(one: string, other: string): number {
  return rank(one) - rank(other) || one.localeCompare(other)
}

const rank = (verb: string) => (USUAL.includes(verb) ? USUAL.indexOf(verb) : USUAL.length)

/** Patterns of a role as single permissions. */
export function spread(patterns: readonly string[], permissions: readonly string[]): string[] {
  return permissions.filter((permission) => allows(patterns, permission))
}

/** Single permissions as a role keeps them: a kind of record of which everything is granted is one pattern. */
export function gathered(granted: readonly string[], permissions: readonly string[]): string[] {
  return catalogue(permissions).flatMap(({ areas }) =>
    areas.flatMap(({ name, verbs }) => {
      const held = verbs.map((verb) => `${name}:${verb}`).filter((one) => granted.includes(one))
      return held.length === verbs.length && verbs.length > 1 ? [`${name}:*`] : held
    }),
  )
}

/** The key of a new role, from its name: the API never changes it. */
export function keyOf(name: string): string {
  const plain = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^[^a-z]+|-+$/g, '')
  return (plain.length > 1 ? plain : `role-${plain || crypto.randomUUID().slice(0, 8)}`).slice(0, 39)
}
