import { msg } from '@lingui/core/macro'
import { CreditCard, Gift, House, Image, LifeBuoy, Settings, Users } from 'lucide-react'
import type { NavEntry } from '~/lib/module'

export const nav: NavEntry[] = [
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
  {
    to: '/billing',
    label: msg`Plan and billing`,
    icon: CreditCard,
    group: 'workspace',
    module: 'workspace.subscription',
    key: 'b',
  },
  {
    to: '/referrals',
    label: msg`Recommend`,
    icon: Gift,
    group: 'workspace',
    permission: 'workspace.referrals:read',
  },
  {
    to: '/support',
    label: msg`Support`,
    icon: LifeBuoy,
    group: 'workspace',
    permission: 'workspace.tickets:read',
  },
  { to: '/settings/general', label: msg`Settings`, icon: Settings, group: 'workspace', key: 's' },
]
