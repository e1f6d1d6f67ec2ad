import { msg } from '@lingui/core/macro'
import {
  Activity,
  Building,
  CircleDollarSign,
  FileText,
  Flag,
  Gauge,
  LifeBuoy,
  Package,
  Plug,
  ScrollText,
  Settings,
  ShieldCheck,
  Users,
} from 'lucide-react'
import type { Module } from '~/lib/module'

const realm = 'staff' as const

const module: Module = {
  name: 'admin',
  routes: [
    { path: '/admin', realm, load: () => import('./overview/page') },
    { path: '/admin/revenue', realm, load: () => import('./overview/revenue') },
    { path: '/admin/users', realm, load: () => import('./users/page') },
    { path: '/admin/users/:id', realm, load: () => import('./users/record') },
    { path: '/admin/staff', realm, load: () => import('./users/staff') },
    { path: '/admin/staff/roles', realm, load: () => import('./users/roles') },
    { path: '/admin/impersonations', realm, load: () => import('./users/impersonations') },
    { path: '/admin/erasures', realm, load: () => import('./users/erasures') },
    { path: '/admin/workspaces', realm, load: () => import('./workspaces/page') },
    { path: '/admin/workspaces/:id', realm, load: () => import('./workspaces/record') },
    ...(['plans', 'bundles'] as const).flatMap((noun) => [
      {
        path: `/admin/catalogue/${noun}`,
        realm,
        load: () => import('./catalogue/offers').then((pages) => ({ default: pages[noun] })),
      },
      { path: `/admin/catalogue/${noun}/:id`, realm, load: () => import('./catalogue/offer') },
    ]),
    { path: '/admin/catalogue/plan-changes', realm, load: () => import('./catalogue/plan-changes') },
    { path: '/admin/catalogue/plan-changes/:id', realm, load: () => import('./catalogue/plan-change') },
    { path: '/admin/catalogue/promotions', realm, load: () => import('./catalogue/promotions') },
    ...(['goals', 'features', 'industries'] as const).map((noun) => ({
      path: `/admin/catalogue/${noun}`,
      realm,
      load: () => import('./catalogue/entries').then((pages) => ({ default: pages[noun] })),
    })),
    { path: '/admin/support/tickets', realm, load: () => import('./support/tickets') },
    { path: '/admin/support/tickets/:id', realm, load: () => import('./support/ticket') },
    { path: '/admin/support/requests', realm, load: () => import('./support/requests') },
    { path: '/admin/content/announcements', realm, load: () => import('./content/announcements') },
    ...(['pages', 'articles', 'legal'] as const).map((noun) => ({
      path: `/admin/content/${noun}`,
      realm,
      load: () => import('./content/writing').then((pages) => ({ default: pages[noun] })),
    })),
    { path: '/admin/content/mails', realm, load: () => import('./content/mails') },
    { path: '/admin/integrations', realm, load: () => import('./system/integrations') },
    { path: '/admin/integrations/sign-in', realm, load: () => import('./system/providers') },
    { path: '/admin/flags', realm, load: () => import('./system/flags') },
    ...(['audit', 'security'] as const).map((noun) => ({
      path: noun === 'audit' ? '/admin/audit' : '/admin/audit/security',
      realm,
      load: () => import('./system/audit').then((pages) => ({ default: pages[noun] })),
    })),
    { path: '/admin/monitoring', realm, load: () => import('./system/health') },
    { path: '/admin/monitoring/incidents', realm, load: () => import('./system/incidents') },
    { path: '/admin/monitoring/mails', realm, load: () => import('./system/mails') },
    { path: '/admin/monitoring/keys', realm, load: () => import('./system/keys') },
    { path: '/admin/settings', realm, load: () => import('./system/settings') },
  ],
  nav: [
    {
      to: '/admin',
      label: msg`Staff area`,
      icon: ShieldCheck,
      group: 'workspace',
      permission: 'platform.overview:read',
    },
  ],
  office: [
    { to: '/admin', label: msg`Overview`, icon: Gauge, permission: 'platform.overview:read' },
    { to: '/admin/users', label: msg`Users`, icon: Users, permission: 'platform.users:read' },
    {
      to: '/admin/workspaces',
      label: msg`Workspaces`,
      icon: Building,
      permission: 'platform.workspaces:read',
    },
    {
      to: '/admin/catalogue/plans',
      label: msg`Catalogue`,
      icon: Package,
      permission: 'platform.catalogue:read',
    },
    {
      to: '/admin/revenue',
      label: msg`Revenue`,
      icon: CircleDollarSign,
      permission: 'platform.overview:read',
    },
    {
      to: '/admin/support/tickets',
      label: msg`Support`,
      icon: LifeBuoy,
      permission: 'platform.tickets:read',
    },
    {
      to: '/admin/content/announcements',
      label: msg`Content`,
      icon: FileText,
      permission: 'platform.announcements:read',
    },
    {
      to: '/admin/integrations',
      label: msg`Integrations`,
      icon: Plug,
      permission: 'platform.integrations:read',
    },
    { to: '/admin/flags', label: msg`Flags`, icon: Flag, permission: 'platform.feature_flags:read' },
    { to: '/admin/audit', label: msg`Audit`, icon: ScrollText, permission: 'platform.audit:read' },
    { to: '/admin/monitoring', label: msg`Monitoring`, icon: Activity, permission: 'platform.health:read' },
    { to: '/admin/settings', label: msg`Settings`, icon: Settings, permission: 'platform.settings:read' },
  ],
}

export default module
