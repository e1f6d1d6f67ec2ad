import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useAccess, useUser } from '~/api/access'
import { data, workspace } from '~/api/clients'
import type { components } from '~/api/gen/workspace'
import { refetch, useWrites } from '~/api/queries'
import { Ago, Badge } from '~/kit/bits'
import { Deeds, deed } from '~/kit/deeds'
import { RecordForm } from '~/kit/form'
import { Card, CardHead } from '~/kit/page'
import { RecordPage } from '~/kit/record-page'
import { Failure, Skeleton } from '~/kit/states'
import { say } from '~/kit/toast'
import { cx } from '~/lib/cx'
import { formatDateTime } from '~/lib/time'
import { choices, IdLink, State } from '../bits'
import { useYesNo } from '../fields'
import { type Ticket as Row, tickets } from '../resources'

type Reply = components['schemas']['StaffReply']

/** One ticket: the conversation, and what happens next. */
export default function Ticket() {
  const { t } = useLingui()
  return (
    <RecordPage
      resource={tickets}
      permission="platform.tickets"
      permanent
      back={{ to: '/admin/support/tickets', label: t`Tickets` }}
      title={(row) => row.subject}
      subtitle={(row) => <State of={row.state} />}
      fields={[
        {
          name: 'priority',
          label: t`Priority`,
          kind: 'select',
          required: true,
          options: choices('low', 'normal', 'high', 'urgent'),
        },
        {
          name: 'category',
          label: t`Category`,
          kind: 'select',
          required: true,
          options: choices('question', 'problem', 'billing', 'account', 'feature_request', 'other'),
        },
      ]}
      facts={(row) => [
        [t`Number`, row.number],
        [t`Workspace`, <IdLink key="workspace" to="workspaces" id={row.workspace_id} />],
        [t`Asked by`, <IdLink key="by" to="users" id={row.requester_id} />],
        [t`With`, <IdLink key="with" to="users" id={row.assignee_id} />],
        [t`Priority`, row.priority],
        [t`Category`, row.category.replaceAll('_', ' ')],
        [t`First answer by`, formatDateTime(row.due_first)],
        [t`First answered`, row.first_answered_at && formatDateTime(row.first_answered_at)],
        [t`To be solved by`, formatDateTime(row.due_solve)],
        [t`Solved`, row.resolved_at && formatDateTime(row.resolved_at)],
        [t`Rating`, row.rating && `${row.rating} / 5`],
        [t`What they say`, row.rating_comment],
      ]}
      actions={(row) => <TicketDeeds ticket={row} />}
    >
      {(row) => <Conversation ticket={row} />}
    </RecordPage>
  )
}

function TicketDeeds({ ticket }: { ticket: Row }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const me = useUser()
  const { update } = useWrites(tickets)
  if (!can('platform.tickets:write')) return null
  const path = { ticket_id: ticket.id }
  return (
    <Deeds
      changes={[tickets]}
      deeds={[
        ticket.assignee_id !== me.id &&
          deed({
            id: 'take',
            label: t`Take it`,
            done: t`It is yours.`,
            run: () => update.mutateAsync({ row: ticket, body: { assignee_id: me.id } }),
          }),
        !['resolved', 'closed'].includes(ticket.state) &&
          deed({
            id: 'resolve',
            label: t`Close as solved`,
            done: t`The ticket is solved.`,
            run: () =>
              data(
                workspace.POST('/api/v1/workspace/admin/tickets/{ticket_id}/resolve', { params: { path } }),
              ),
          }),
      ]}
    />
  )
}

function Conversation({ ticket }: { ticket: Row }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const yesNo = useYesNo()
  const path = { ticket_id: ticket.id }
  const query = useQuery({
    queryKey: [...tickets.key(), 'messages', ticket.id],
    queryFn: () =>
      data(workspace.GET('/api/v1/workspace/admin/tickets/{ticket_id}/messages', { params: { path } })),
  })
  const client = useQueryClient()
  if (query.isPending) return <Skeleton rows={3} />
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />
  return (
    <Card>
      <CardHead title={<Trans>Conversation</Trans>} />
      <ol aria-label={t`Conversation`} className="space-y-3 p-4">
        {query.data.items.map((message) => (
          <li
            key={message.id}
            className={cx(
              'rounded-lg border p-3 text-sm',
              message.internal ? 'border-warning' : 'border-line',
            )}
          >
            <p className="mb-1 flex flex-wrap items-center gap-2 text-xs text-muted">
              <span className="font-medium text-ink">{message.author_name ?? message.author}</span>
              <Ago time={message.created_at} />
              {message.internal && (
                <Badge tone="warning">
                  <Trans>Only staff</Trans>
                </Badge>
              )}
            </p>
            <p dir="auto" className="whitespace-pre-wrap">
              {message.body}
            </p>
          </li>
        ))}
      </ol>
      {can('platform.tickets:write') && ticket.state !== 'closed' && (
        <div className="border-t border-line p-4">
          <RecordForm<Reply, object>
            // A new form after each answer, for what was said is said.
            key={query.data.items.length}
            fields={[
              { name: 'body', label: t`Answer`, kind: 'textarea', required: true },
              yesNo({ name: 'internal', label: t`Only for staff` }),
            ]}
            submit={t`Send`}
            onSave={async (body, key) => {
              await data(
                workspace.POST('/api/v1/workspace/admin/tickets/{ticket_id}/reply', {
                  params: { path },
                  body: body as Reply,
                  headers: { 'idempotency-key': key },
                }),
              )
              await refetch(client, tickets)
              say(t`Sent`)
            }}
          />
        </div>
      )}
    </Card>
  )
}
