import type { Module } from '~/lib/module'

const PATHS = [
  'revenue',
  'users',
  'users/:id',
  'staff',
  'staff/roles',
  'impersonations',
  'erasures',
  'workspaces',
  'workspaces/:id',
  'catalogue/plans',
  'catalogue/plans/:id',
  'catalogue/bundles',
  'catalogue/bundles/:id',
  'catalogue/plan-changes',
  'catalogue/plan-changes/:id',
  'catalogue/promotions',
  'catalogue/goals',
  'catalogue/features',
  'catalogue/industries',
  'support/tickets',
  'support/tickets/:id',
  'support/requests',
  'content/announcements',
  'content/pages',
  'content/articles',
  'content/legal',
  'content/mails',
  'integrations',
  'integrations/sign-in',
  'flags',
  'audit',
  'audit/security',
  'monitoring',
  'monitoring/incidents',
  'monitoring/mails',
  'monitoring/keys',
  'settings',
]

const module: Module = {
  name: 'admin',
  routes: ['/admin', ...PATHS.map((path) => `/admin/${path}`)].map((path) => ({
    path,
    realm: 'staff',
    load: () => import('./pages').then(({ open }) => open(path)),
  })),
}

export default module
