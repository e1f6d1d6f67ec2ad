import type { ComponentType } from 'react'

type Load = () => Promise<{ default: ComponentType }>

/** What is at each address of the staff area; a file of its own, for few people ever need to load it. */
export const pages: Record<string, Load> = {
  '/admin': () => import('./overview/page'),
  '/admin/revenue': () => import('./overview/revenue'),
  '/admin/users': () => import('./users/page'),
  '/admin/users/:id': () => import('./users/record'),
  '/admin/staff': () => import('./users/staff'),
  '/admin/staff/roles': () => import('./users/roles'),
  '/admin/impersonations': () => import('./users/impersonations'),
  '/admin/erasures': () => import('./users/erasures'),
  '/admin/workspaces': () => import('./workspaces/page'),
  '/admin/workspaces/:id': () => import('./workspaces/record'),
  '/admin/catalogue/plans': () => import('./catalogue/offers').then((file) => ({ default: file.plans })),
  '/admin/catalogue/plans/:id': () => import('./catalogue/offer'),
  '/admin/catalogue/bundles': () => import('./catalogue/offers').then((file) => ({ default: file.bundles })),
  '/admin/catalogue/bundles/:id': () => import('./catalogue/offer'),
  '/admin/catalogue/plan-changes': () => import('./catalogue/plan-changes'),
  '/admin/catalogue/plan-changes/:id': () => import('./catalogue/plan-change'),
  '/admin/catalogue/promotions': () => import('./catalogue/promotions'),
  '/admin/catalogue/goals': () => import('./catalogue/entries').then((file) => ({ default: file.goals })),
  '/admin/catalogue/features': () =>
    import('./catalogue/entries').then((file) => ({ default: file.features })),
  '/admin/catalogue/industries': () =>
    import('./catalogue/entries').then((file) => ({ default: file.industries })),
  '/admin/support/tickets': () => import('./support/tickets'),
  '/admin/support/tickets/:id': () => import('./support/ticket'),
  '/admin/support/requests': () => import('./support/requests'),
  '/admin/content/announcements': () => import('./content/announcements'),
  '/admin/content/pages': () => import('./content/writing').then((file) => ({ default: file.pages })),
  '/admin/content/articles': () => import('./content/writing').then((file) => ({ default: file.articles })),
  '/admin/content/legal': () => import('./content/writing').then((file) => ({ default: file.legal })),
  '/admin/content/mails': () => import('./content/mails'),
  '/admin/growth/programs': () => import('./growth/programs'),
  '/admin/growth/affiliates': () => import('./growth/affiliates'),
  '/admin/growth/brought': () => import('./growth/brought'),
  '/admin/growth/rewards': () => import('./growth/rewards'),
  '/admin/integrations': () => import('./system/integrations'),
  '/admin/integrations/sign-in': () => import('./system/providers'),
  '/admin/flags': () => import('./system/flags'),
  '/admin/audit': () => import('./system/audit').then((file) => ({ default: file.audit })),
  '/admin/audit/security': () => import('./system/audit').then((file) => ({ default: file.security })),
  '/admin/monitoring': () => import('./system/health'),
  '/admin/monitoring/incidents': () => import('./system/incidents'),
  '/admin/monitoring/mails': () => import('./system/mails'),
  '/admin/monitoring/keys': () => import('./system/keys'),
  '/admin/settings': () => import('./system/settings'),
}

export function open(path: string): ReturnType<Load> {
  const load = pages[path]
  if (!load) throw new Error(`There is no page for ${path}.`)
  return load()
}
