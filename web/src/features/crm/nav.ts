import { msg } from '@lingui/core/macro'
import { Building2, CircleCheck, Contact, Handshake, Send, Sun, UserPlus, Users } from 'lucide-react'
import type { NavEntry, QuickCreate } from '~/lib/module'

const contacts = { module: 'crm.contacts', group: 'customers' } as const
const mail = { ...contacts, module: 'crm.campaigns' } as const

export const nav: NavEntry[] = [
  { ...contacts, to: '/crm', end: true, label: msg`My day`, icon: Sun, key: 'y' },
  { ...contacts, to: '/crm/contacts', label: msg`Contacts`, icon: Contact, key: 'c' },
  { ...contacts, module: 'crm.deals', to: '/crm/deals', label: msg`Deals`, icon: Handshake, key: 'd' },
  { ...contacts, to: '/crm/tasks', label: msg`Tasks`, icon: CircleCheck, key: 't' },
  { ...contacts, to: '/crm/companies', label: msg`Companies`, icon: Building2, key: 'o' },
  { ...contacts, to: '/crm/leads', label: msg`Leads`, icon: UserPlus, key: 'l' },
  { ...contacts, to: '/crm/segments', label: msg`Audience`, icon: Users, key: 'a' },
  { ...mail, to: '/crm/campaigns', label: msg`Campaigns`, icon: Send, key: 'e' },
]

export const create: QuickCreate[] = [
  {
    id: 'contact',
    label: msg`Contact`,
    icon: Contact,
    to: '/crm/contacts?new=1',
    module: 'crm.contacts',
    permission: 'crm.contacts:write',
  },
  {
    id: 'deal',
    label: msg`Deal`,
    icon: Handshake,
    to: '/crm/deals?new=1',
    module: 'crm.deals',
    permission: 'crm.deals:write',
  },
  {
    id: 'task',
    label: msg`Task`,
    icon: CircleCheck,
    to: '/crm/tasks?new=1',
    module: 'crm.contacts',
    permission: 'crm.activities:write',
  },
  {
    id: 'company',
    label: msg`Company`,
    icon: Building2,
    to: '/crm/companies?new=1',
    module: 'crm.contacts',
    permission: 'crm.companies:write',
  },
  {
    id: 'lead',
    label: msg`Lead`,
    icon: UserPlus,
    to: '/crm/leads?new=1',
    module: 'crm.contacts',
    permission: 'crm.leads:write',
  },
  {
    id: 'campaign',
    label: msg`Campaign`,
    icon: Send,
    to: '/crm/campaigns?new=1',
    module: 'crm.campaigns',
    permission: 'crm.campaigns:write',
  },
]
