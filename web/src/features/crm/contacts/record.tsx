import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { useAccess } from '~/api/access'
import { oneOf } from '~/api/queries'
import { Badge } from '~/kit/bits'
import { RecordPage } from '~/kit/record-page'
import { formatMoney } from '~/lib/money'
import { safeHref } from '~/lib/safe'
import { DealsOf } from '../deals/deals-of'
import { History } from '../history/history'
import { companies, contacts } from '../resources'
import { TasksOf } from '../tasks/tasks-of'
import { useContactFields, useContactWords } from './fields'
import { Rights } from './rights'
import { Score } from './score'

/** One person, and everything that happened with them. */
export default function ContactRecord() {
  const { t } = useLingui()
  const { can, has } = useAccess()
  const { stages, sources } = useContactWords()
  return (
    <RecordPage
      resource={contacts}
      permission="crm.contacts"
      back={{ to: '/crm/contacts', label: t`Contacts` }}
      title={({ name }) => name}
      subtitle={(row) => row.title}
      fields={useContactFields()}
      facts={(row) => [
        [
          t`E-mail`,
          row.emails.map(({ id, address }) => (
            <Reach key={id} href={`mailto:${address}`}>
              {address}
            </Reach>
          )),
        ],
        [
          t`Phone`,
          row.phones.map(({ raw, e164 }) => (
            <Reach key={raw} href={`tel:${e164 ?? raw}`}>
              {raw}
            </Reach>
          )),
        ],
        [t`Company`, row.company_id && <CompanyLink id={row.company_id} />],
        [t`Stage`, <Badge key="stage">{stages[row.lifecycle_stage]}</Badge>],
        [t`Source`, row.source && sources[row.source]],
        [t`Place`, [row.city, row.country].filter(Boolean).join(', ')],
        [t`Website`, row.website && <Outside href={row.website} />],
        [t`Lifetime value`, row.lifetime_value.map((money) => formatMoney(money)).join(' + ')],
        [t`Tags`, row.tags.join(', ')],
      ]}
      side={(row) => (
        <>
          <TasksOf subject={{ type: 'contact', id: row.id }} />
          {has('crm.deals') && <DealsOf filter={{ contact_id: row.id }} />}
          {has('crm.scores') && can('crm.score_entries:read') && <Score id={row.id} />}
          <Rights contact={row} />
        </>
      )}
    >
      {(row) => <History subject={{ type: 'contact', id: row.id }} />}
    </RecordPage>
  )
}

/** A way to reach somebody, with room for a finger beside the next one (WCAG 2.2, 2.5.8). */
function Reach({ href, children }: { href: string; children: string }) {
  return (
    <a href={safeHref(href)} className="block truncate py-0.5 underline-offset-4 hover:underline">
      {children}
    </a>
  )
}

export function CompanyLink({ id }: { id: string }) {
  const company = useQuery(oneOf(companies, id))
  return (
    <Link to={`/crm/companies/${id}`} className="underline underline-offset-4">
      {company.data?.name ?? '…'}
    </Link>
  )
}

export function Outside({ href }: { href: string }) {
  return (
    <a
      href={safeHref(href)}
      rel="noopener noreferrer"
      target="_blank"
      className="underline underline-offset-4"
    >
      {href.replace(/^https?:\/\/(www\.)?/, '').replace(/\/$/, '')}
    </a>
  )
}
