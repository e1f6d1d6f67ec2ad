import { msg } from '@lingui/core/macro'
import { Building2 } from 'lucide-react'
import type { NavEntry } from '~/lib/module'

export const nav: NavEntry[] = [
  {
    to: '/admin',
    label: msg`Staff area`,
    icon: Building2,
    group: 'workspace',
    permission: 'platform.overview:read',
  },
]
