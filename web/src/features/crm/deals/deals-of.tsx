import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { listOf } from '~/api/queries'
import type { Params } from '~/api/resource'
import { Badge } from '~/kit/bits'
import { Card, CardHead } from '~/kit/page'
import { formatMoney } from '~/lib/money'
import { deals } from '../resources'
import { TONES, useDealWords } from './fields'

/** The deals of a contact or company. */
export function DealsOf({ filter }: { filter: Params }) {
  const states = useDealWords()
  const list = useQuery(listOf(deals, { ...filter, sort: '-created_at', limit: 20 }))
  const rows = list.data?.items ?? []
  if (rows.length === 0) return null
  return (
    <Card>
      <CardHead title={<Trans>Deals</Trans>} />
      <ul className="p-2">
        {rows.map((deal) => (
          <li key={deal.id}>
            <Link
              to={`/crm/deals/${deal.id}`}
              className="flex min-h-11 items-center gap-3 rounded-lg px-2 text-sm hover:bg-hover"
            >
              <span dir="auto" className="min-w-0 flex-1 truncate">
                {deal.name}
              </span>
              {deal.amount && <span className="font-bold tabular-nums">{formatMoney(deal.amount)}</span>}
              <Badge tone={TONES[deal.status]}>{states[deal.status]}</Badge>
            </Link>
          </li>
        ))}
      </ul>
    </Card>
  )
}
