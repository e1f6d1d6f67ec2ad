/**
 * Whether patterns of a role (`crm.deals:write`, `crm.*:read`, `*:*`, `!workspace.subscription:write`) grant a
 * permission; the same rule as `mewayz_kit.permissions.allows`. The server decides, this only hides what it refuses.
 */
export function allows(patterns: readonly string[], permission: string): boolean {
  const [area = '', verb = ''] = permission.split(':')
  const service = area.split('.')[0]
  const covering = [permission, `${area}:*`, `${service}.*:${verb}`, `${service}.*:*`, `*:${verb}`, '*:*']
  if (covering.some((pattern) => patterns.includes(`!${pattern}`))) return false
  return (permission.startsWith('platform.') ? covering.slice(0, 4) : covering).some((pattern) =>
    patterns.includes(pattern),
  )
}
