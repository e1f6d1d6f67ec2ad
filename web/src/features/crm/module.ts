import { msg } from '@lingui/core/macro'
import { Building2, CircleCheck, Contact, Handshake, Send, UserPlus, Users } from 'lucide-react'
import type { Module, PageRoute } from '~/lib/module'

const contacts = { module: 'crm.contacts', group: 'customers' } as const
const mail = { ...contacts, module: 'crm.campaigns' } as const
const page = (path: string, load: PageRoute['load']): PageRoute => ({
  path: `/crm/${path}`,
  realm: 'workspace',
  load,
})
/** Where the other pages are is read with the first of them: the entry knows only their addresses. */
const more = (name: keyof typeof import('./pages')) => () => import('./pages').then((pages) => pages[name]())
const imports = more('importing')

const module: Module = {
  name: 'crm',
  routes: [
    page('contacts', () => import('./contacts/page')),
    page('contacts/import', imports),
    page('contacts/:id', more('contact')),
    page('companies', more('companies')),
    page('companies/import', imports),
    page('companies/:id', more('company')),
    page('leads', more('leads')),
    page('leads/import', imports),
    page('leads/:id', more('lead')),
    page('deals', () => import('./deals/page')),
    page('deals/import', imports),
    page('deals/:id', more('deal')),
    page('tasks', more('tasks')),
    page('segments', more('segments')),
    page('segments/:id', more('segment')),
    page('lists', more('lists')),
    page('lists/:id', more('list')),
    page('imports', more('imports')),
    page('suppressions', more('suppressions')),
    page('campaigns', more('campaigns')),
    page('campaigns/:id', more('campaign')),
    page('templates', more('templates')),
    page('templates/:id', more('template')),
    page('sequences', more('sequences')),
    page('sequences/:id', more('sequence')),
    page('duplicates', more('duplicates')),
    page('duplicates/:id', more('duplicate')),
    page('scoring', more('scoring')),
    page('senders', more('senders')),
    page('mail-domains', more('mailDomains')),
    page('mail-settings', more('mailSettings')),
  ],
  nav: [
    { ...contacts, to: '/crm/contacts', label: msg`Contacts`, icon: Contact, key: 'c' },
    { ...contacts, module: 'crm.deals', to: '/crm/deals', label: msg`Deals`, icon: Handshake, key: 'd' },
    { ...contacts, to: '/crm/tasks', label: msg`Tasks`, icon: CircleCheck, key: 't' },
    { ...contacts, to: '/crm/companies', label: msg`Companies`, icon: Building2, key: 'o' },
    { ...contacts, to: '/crm/leads', label: msg`Leads`, icon: UserPlus, key: 'l' },
    { ...contacts, to: '/crm/segments', label: msg`Audience`, icon: Users, key: 'a' },
    { ...mail, to: '/crm/campaigns', label: msg`Campaigns`, icon: Send, key: 'e' },
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
    {
      id: 'campaign',
      label: msg`Campaign`,
      icon: Send,
      to: '/crm/campaigns?new=1',
      module: 'crm.campaigns',
      permission: 'crm.campaigns:write',
    },
  ],
}

export default module
