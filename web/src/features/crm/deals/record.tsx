import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { oneOf, refetch } from '~/api/queries'
import { Badge } from '~/kit/bits'
import { Button } from '~/kit/button'
import { RecordPage } from '~/kit/record-page'
import { warn } from '~/kit/toast'
import { formatMoney } from '~/lib/money'
import { formatDay } from '~/lib/time'
import { ContactLink } from '../contacts/link'
import { CompanyLink } from '../contacts/record'
import { History } from '../history/history'
import { type Deal, deals, stages, timeline } from '../resources'
import { TasksOf } from '../tasks/tasks-of'
import { TONES, useDealFields, useDealWords } from './fields'
import { LostReason } from './lost-reason'
import { forecasts } from './moves'

/** One deal, and what it takes to win it. */
export default function DealRecord() {
  const { t } = useLingui()
  const states = useDealWords()
  return (
    <RecordPage
      resource={deals}
      permission="crm.deals"
      back={{ to: '/crm/deals', label: t`Deals` }}
      title={({ name }) => name}
      subtitle={(row) => <Badge tone={TONES[row.status]}>{states[row.status]}</Badge>}
      fields={useDealFields()}
      actions={(row) => <Outcome deal={row} />}
      facts={(row) => [
        [t`Amount`, row.amount && <strong className="tabular-nums">{formatMoney(row.amount)}</strong>],
        [t`Stage`, <StageName key="stage" id={row.stage_id} />],
        [t`Probability`, row.probability === null ? null : `${row.probability} %`],
        [t`Expected close`, row.expected_close && formatDay(row.expected_close)],
        [t`Contacts`, row.contact_ids.map((id) => <ContactLink key={id} id={id} className="block" />)],
        [t`Company`, row.company_id && <CompanyLink id={row.company_id} />],
        [t`Lost because`, row.lost_reason],
        [t`Tags`, row.tags.join(', ')],
      ]}
      side={(row) => <TasksOf subject={{ type: 'deal', id: row.id }} />}
    >
      {(row) => <History subject={{ type: 'deal', id: row.id }} />}
    </RecordPage>
  )
}

function StageName({ id }: { id: string }) {
  return useQuery(oneOf(stages, id)).data?.name ?? '…'
}

function Outcome({ deal }: { deal: Deal }) {
  const { can } = useAccess()
  const client = useQueryClient()
  const [losing, setLosing] = useState(false)
  const params = { params: { path: { deal_id: deal.id } } }
  const act = useMutation({
    mutationFn: (step: { to: 'won' } | { to: 'open' } | { to: 'lost'; reason: string }) => {
      if (step.to === 'won') return data(crm.POST('/api/v1/crm/deals/{deal_id}/win', params))
      if (step.to === 'open')
        return data(crm.POST('/api/v1/crm/deals/{deal_id}/reopen', { ...params, body: {} }))
      return data(
        crm.POST('/api/v1/crm/deals/{deal_id}/lose', { ...params, body: { lost_reason: step.reason } }),
      )
    },
    onSuccess: () => refetch(client, deals, timeline, forecasts),
    onError: (error) => warn(error.message),
  })
  if (!can('crm.deals:write')) return null
  if (deal.status !== 'open')
    return (
      <Button pending={act.isPending} onClick={() => act.mutate({ to: 'open' })}>
        <Trans>Reopen</Trans>
      </Button>
    )
  return (
    <>
      <Button look="primary" pending={act.isPending} onClick={() => act.mutate({ to: 'won' })}>
        <Trans>Won</Trans>
      </Button>
      <Button onClick={() => setLosing(true)}>
        <Trans>Lost</Trans>
      </Button>
      <LostReason
        open={losing}
        onClose={() => setLosing(false)}
        onReason={(reason) => {
          act.mutate({ to: 'lost', reason })
          setLosing(false)
        }}
      />
    </>
  )
}
