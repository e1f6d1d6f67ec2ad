import { msg } from '@lingui/core/macro'
import {
  Activity,
  Building,
  CircleDollarSign,
  FileText,
  Flag,
  Gauge,
  Gift,
  LifeBuoy,
  Package,
  Plug,
  ScrollText,
  SlidersHorizontal,
  Users,
} from 'lucide-react'
import type { OfficeEntry } from '~/lib/module'

const entries: OfficeEntry[] = [
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
  { to: '/admin/growth/programs', label: msg`Referrals`, icon: Gift, permission: 'platform.referrals:read' },
  {
    to: '/admin/integrations',
    label: msg`Integrations`,
    icon: Plug,
    permission: 'platform.integrations:read',
  },
  { to: '/admin/flags', label: msg`Flags`, icon: Flag, permission: 'platform.feature_flags:read' },
  { to: '/admin/audit', label: msg`Audit`, icon: ScrollText, permission: 'platform.audit:read' },
  { to: '/admin/monitoring', label: msg`Monitoring`, icon: Activity, permission: 'platform.health:read' },
  {
    to: '/admin/settings',
    label: msg`Settings`,
    icon: SlidersHorizontal,
    permission: 'platform.settings:read',
  },
]

export default entries
