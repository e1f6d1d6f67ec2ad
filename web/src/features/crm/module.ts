import type { Module, PageRoute } from '~/lib/module'

const page = (path: string, load: PageRoute['load']): PageRoute => ({
  path: path ? `/crm/${path}` : '/crm',
  realm: 'workspace',
  load,
})
/** Where the other pages are is read with the first of them: the entry knows only their addresses. */
const more = (name: keyof typeof import('./pages')) => () => import('./pages').then((pages) => pages[name]())
const imports = more('importing')

const module: Module = {
  name: 'crm',
  routes: [
    page('', more('day')),
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
}

export default module
