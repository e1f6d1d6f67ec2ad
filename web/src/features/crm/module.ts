import { msg } from '@lingui/core/macro'
import { Building2, CircleCheck, Contact, Handshake, UserPlus } from 'lucide-react'
import type { Module } from '~/lib/module'

const contacts = { module: 'crm.contacts', group: 'customers' } as const

const module: Module = {
  name: 'crm',
  routes: [
    { path: '/crm/contacts', realm: 'workspace', load: () => import('./contacts/page') },
    { path: '/crm/contacts/import', realm: 'workspace', load: () => import('./imports/page') },
    { path: '/crm/contacts/:id', realm: 'workspace', load: () => import('./contacts/record') },
    { path: '/crm/companies', realm: 'workspace', load: () => import('./companies/page') },
    { path: '/crm/companies/:id', realm: 'workspace', load: () => import('./companies/record') },
    { path: '/crm/leads', realm: 'workspace', load: () => import('./leads/page') },
    { path: '/crm/leads/:id', realm: 'workspace', load: () => import('./leads/record') },
    { path: '/crm/deals', realm: 'workspace', load: () => import('./deals/page') },
    { path: '/crm/deals/:id', realm: 'workspace', load: () => import('./deals/record') },
    { path: '/crm/tasks', realm: 'workspace', load: () => import('./tasks/page') },
  ],
  nav: [
    { ...contacts, to: '/crm/contacts', label: msg`Contacts`, icon: Contact, key: 'c' },
    {
      to: '/crm/deals',
      label: msg`Deals`,
      icon: Handshake,
      group: 'customers',
      module: 'crm.deals',
      key: 'd',
    },
    { ...contacts, to: '/crm/tasks', label: msg`Tasks`, icon: CircleCheck, key: 't' },
    { ...contacts, to: '/crm/companies', label: msg`Companies`, icon: Building2, key: 'o' },
    { ...contacts, to: '/crm/leads', label: msg`Leads`, icon: UserPlus, key: 'l' },
  ],
  create: [
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
  ],
}

export default module
