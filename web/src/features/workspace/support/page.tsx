import { useLingui } from '@lingui/react/macro'
import { LifeBuoy } from 'lucide-react'
import type { NewOf } from '~/api/resource'
import { Ago } from '~/kit/bits'
import type { FieldSpec } from '~/kit/form-spec'
import { ResourcePage } from '~/kit/resource-page'
import { tickets } from './resources'
import { TicketState } from './state'

type New = NewOf<'/api/v1/workspace/tickets'>

/** Questions to support, and what came of them. */
export default function Support() {
  const { t } = useLingui()
  const fields: FieldSpec<New>[] = [
    { name: 'subject', label: t`Subject`, required: true },
    {
      name: 'category',
      label: t`About`,
      kind: 'select',
      half: true,
      options: [
        { value: 'question', label: t`A question` },
        { value: 'problem', label: t`A problem` },
        { value: 'billing', label: t`Billing` },
        { value: 'account', label: t`Account` },
        { value: 'feature_request', label: t`A wish` },
        { value: 'other', label: t`Something else` },
      ],
    },
    {
      name: 'priority',
      label: t`How urgent`,
      kind: 'select',
      half: true,
      options: [
        { value: 'low', label: t`It has time` },
        { value: 'normal', label: t`Normal` },
        { value: 'high', label: t`Soon, please` },
        { value: 'urgent', label: t`We cannot work` },
      ],
    },
    { name: 'message', label: t`Message`, kind: 'textarea', required: true },
  ]
  return (
    <ResourcePage
      title={t`Support`}
      resource={tickets}
      permission="workspace.tickets"
      columns={[
        { label: t`Subject`, render: ({ subject }) => subject },
        { label: t`Number`, render: ({ number }) => number },
        { label: t`State`, render: ({ state }) => <TicketState state={state} /> },
        { label: t`Changed`, render: ({ updated_at }) => <Ago time={updated_at} />, sort: 'updated_at' },
      ]}
      filters={[
        {
          name: 'state',
          label: t`All states`,
          options: [
            { value: 'waiting_customer', label: t`Waits for you` },
            { value: 'open', label: t`With support` },
            { value: 'resolved', label: t`Solved` },
            { value: 'closed', label: t`Closed` },
          ],
        },
      ]}
      searchable
      href={({ id }) => `/support/${id}`}
      fields={fields}
      words={{ create: t`Ask support`, created: t`Your question is with support.`, deleted: '' }}
      empty={{
        icon: LifeBuoy,
        title: t`No questions yet`,
        text: t`Ask whatever you cannot find out; the answer comes here and by mail.`,
      }}
    />
  )
}
