import type { Module } from '~/lib/module'

const module: Module = {
  name: 'workspace',
  routes: [
    { path: '/invitations/:token', realm: 'open', load: () => import('./team/invitation') },
    { path: '/workspaces', realm: 'account', load: () => import('./spaces/page') },
    { path: '/onboarding', realm: 'setup', load: () => import('./onboarding/page') },
    { path: '/onboarding/:step', realm: 'setup', load: () => import('./onboarding/page') },
    { path: '/dashboard', realm: 'workspace', load: () => import('./dashboard/page'), catalogs: ['crm'] },
    { path: '/team', realm: 'workspace', load: () => import('./team/page') },
    { path: '/team/invitations', realm: 'workspace', load: () => import('./team/invitations') },
    { path: '/team/roles', realm: 'workspace', load: () => import('./roles/page') },
    { path: '/media', realm: 'workspace', load: () => import('./media/page') },
    { path: '/settings/general', realm: 'workspace', load: () => import('./settings/general') },
    { path: '/settings/goals', realm: 'workspace', load: () => import('./goals/page') },
    { path: '/settings/branding', realm: 'workspace', load: () => import('./settings/branding') },
    { path: '/settings/notifications', realm: 'workspace', load: () => import('./settings/notifications') },
    { path: '/settings/webhooks', realm: 'workspace', load: () => import('./webhooks/page') },
    { path: '/settings/audit', realm: 'workspace', load: () => import('./settings/audit') },
    { path: '/settings/danger', realm: 'workspace', load: () => import('./settings/danger') },
    { path: '/billing', realm: 'workspace', load: () => import('./billing/page') },
    { path: '/notifications', realm: 'workspace', load: () => import('./notifications/page') },
    { path: '/outbox', realm: 'workspace', load: () => import('./outbox/page') },
    { path: '/support', realm: 'workspace', load: () => import('./support/page') },
    { path: '/support/:id', realm: 'workspace', load: () => import('./support/ticket') },
    { path: '/referrals', realm: 'workspace', load: () => import('./referrals/page') },
  ],
}

export default module
