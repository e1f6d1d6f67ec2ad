import { msg } from '@lingui/core/macro'
import { House, Image, Settings, Users } from 'lucide-react'
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
    { path: '/media', realm: 'workspace', load: () => import('./media/page') },
    { path: '/settings/general', realm: 'workspace', load: () => import('./settings/general') },
  ],
  nav: [
    { to: '/dashboard', label: msg`Dashboard`, icon: House, group: 'home', key: 'h' },
    {
      to: '/team',
      label: msg`Users`,
      icon: Users,
      group: 'workspace',
      module: 'workspace.members',
      key: 'u',
    },
    { to: '/media', label: msg`Media`, icon: Image, group: 'workspace', module: 'workspace.media', key: 'm' },
    { to: '/settings/general', label: msg`Settings`, icon: Settings, group: 'workspace', key: 's' },
  ],
}

export default module
