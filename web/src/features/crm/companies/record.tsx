import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { useAccess } from '~/api/access'
import { listOf } from '~/api/queries'
import { Avatar } from '~/kit/bits'
import { Card, CardHead } from '~/kit/page'
import { RecordPage } from '~/kit/record-page'
import { region } from '~/lib/region'
import { Outside } from '../contacts/record'
import { DealsOf } from '../deals/deals-of'
import { History } from '../history/history'
import { companies, contacts } from '../resources'
import { useCompanyFields } from './fields'

/** One firm, its people and deals. */
export default function CompanyRecord() {
  const { t } = useLingui()
  const { has } = useAccess()
  return (
    <RecordPage
      resource={companies}
      permission="crm.companies"
      back={{ to: '/crm/companies', label: t`Companies` }}
      title={({ name }) => name}
      subtitle={({ industry }) => industry}
      fields={useCompanyFields()}
      facts={(row) => [
        [t`Domains`, row.domains.join(', ')],
        [t`Website`, row.website && <Outside href={row.website} />],
        [t`Phone`, row.phone],
        [t`Country`, row.country],
        [t`Employees`, row.employees?.toLocaleString(region())],
        [t`Founded`, row.founded],
        [t`Description`, row.description],
        [t`Tags`, row.tags.join(', ')],
      ]}
      side={(row) => (
        <>
          <People company={row.id} />
          {has('crm.deals') && <DealsOf filter={{ company_id: row.id }} />}
        </>
      )}
    >
      {(row) => <History subject={{ type: 'company', id: row.id }} />}
    </RecordPage>
  )
}

function People({ company }: { company: string }) {
  const list = useQuery(listOf(contacts, { company_id: company, sort: 'name', limit: 50 }))
  const people = list.data?.items ?? []
  if (people.length === 0) return null
  return (
    <Card>
      <CardHead title={<Trans>People</Trans>} />
      <ul className="p-2">
        {people.map((person) => (
          <li key={person.id}>
            <Link
              to={`/crm/contacts/${person.id}`}
              className="flex min-h-11 items-center gap-3 rounded-lg px-2 text-sm hover:bg-hover"
            >
              <Avatar name={person.name} />
              <span className="truncate">{person.name}</span>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
