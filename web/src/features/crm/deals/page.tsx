import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Columns3, Handshake, Table2 } from 'lucide-react'
import { useSearchParams } from 'react-router'
import { useUser } from '~/api/access'
import { listOf } from '~/api/queries'
import { Badge } from '~/kit/bits'
import { Button } from '~/kit/button'
import { BARE } from '~/kit/field'
import { ResourcePage } from '~/kit/resource-page'
import { Failure, Skeleton } from '~/kit/states'
import { formatMoney } from '~/lib/money'
import { formatDay } from '~/lib/time'
import { ImportLink } from '../imports/link'
import { deals, pipelines } from '../resources'
import { DealBoard } from './board'
import { TONES, useDealFields, useDealWords } from './fields'

/** Deals on their way through a pipeline: as a board, or as a table. */
export default function Deals() {
  const { t } = useLingui()
  const states = useDealWords()
  const fields = useDealFields()
  const { id: me } = useUser()
  const [search, setSearch] = useSearchParams()
  const list = useQuery(listOf(pipelines, { limit: 100, sort: 'created_at' }))
  if (list.isPending) return <Skeleton />
  if (list.isError && !list.data) return <Failure error={list.error} onRetry={() => list.refetch()} />
  const all = list.data.items
  const pipeline =
    all.find(({ id }) => id === search.get('pipeline')) ?? all.find(({ is_default }) => is_default) ?? all[0]
  const table = search.get('view') === 'table' || !pipeline
  const put = (name: string, value: string | null) =>
    setSearch((before) => {
      if (value) before.set(name, value)
      else before.delete(name)
      return before
    })
  return (
    <ResourcePage
      title={t`Deals`}
      resource={deals}
      permission="crm.deals"
      searchable
      exported
      defaults={{ sort: '-created_at' }}
      href={({ id }) => `/crm/deals/${id}`}
      fields={fields}
      fixed={{ owner_id: me, ...(pipeline && { pipeline_id: pipeline.id }) }}
      words={{ create: t`New deal`, created: t`Deal saved`, deleted: t`Deal deleted` }}
      view={!table && <DealBoard key={pipeline.id} pipeline={pipeline.id} />}
      more={
        <>
          {all.length > 1 && !table && (
            <select
              aria-label={t`Pipeline`}
              value={pipeline.id}
              onChange={(event) => put('pipeline', event.target.value)}
              className={BARE}
            >
              {all.map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
            </select>
          )}
          <ImportLink kind="deals" />
          <Button onClick={() => put('view', table ? null : 'table')}>
            {table ? <Columns3 aria-hidden className="size-4" /> : <Table2 aria-hidden className="size-4" />}
            {table ? <Trans>Board</Trans> : <Trans>Table</Trans>}
          </Button>
        </>
      }
      columns={[
        { label: t`Name`, sort: 'name', render: (row) => row.name },
        {
          label: t`Amount`,
          sort: 'amount',
          render: (row) => (row.amount ? formatMoney(row.amount) : '–'),
          className: 'tabular-nums',
        },
        { label: t`State`, render: (row) => <Badge tone={TONES[row.status]}>{states[row.status]}</Badge> },
        {
          label: t`Expected close`,
          sort: 'expected_close',
          render: (row) => (row.expected_close ? formatDay(row.expected_close) : '–'),
        },
      ]}
      filters={[
        {
          name: 'status',
          label: t`Any state`,
          options: Object.entries(states).map(([value, label]) => ({ value, label })),
        },
      ]}
      empty={{ icon: Handshake, title: t`No deals yet`, text: t`A deal is a sale you are working on.` }}
    />
  )
}
