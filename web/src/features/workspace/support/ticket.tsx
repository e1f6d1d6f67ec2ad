import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { Link, useParams } from 'react-router'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import { oneOf } from '~/api/queries'
import { Ago } from '~/kit/bits'
import { Button } from '~/kit/button'
import { TextArea } from '~/kit/field'
import { Loaded } from '~/kit/loaded'
import { Card, CardHead, Page } from '~/kit/page'
import { useAct } from '~/kit/use-act'
import { cx } from '~/lib/cx'
import { type Ticket, tickets } from './resources'
import { TicketState } from './state'

/** One question and the conversation about it. */
export default function TicketPage() {
  const { id = '' } = useParams()
  const query = useQuery(oneOf(tickets, id))
  return <Loaded query={query}>{(ticket) => <Shown ticket={ticket} />}</Loaded>
}

function Shown({ ticket }: { ticket: Ticket }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const options = { params: { path: { ticket_id: ticket.id } } }
  const messages = useQuery({
    queryKey: [...tickets.key(), 'messages', ticket.id],
    queryFn: async () =>
      (await data(workspace.GET('/api/v1/workspace/tickets/{ticket_id}/messages', options))).items,
  })
  const resolve = useAct(
    () => data(workspace.POST('/api/v1/workspace/tickets/{ticket_id}/resolve', options)),
    tickets,
  )
  const reopen = useAct(
    () => data(workspace.POST('/api/v1/workspace/tickets/{ticket_id}/reopen', options)),
    tickets,
  )
  const over = ticket.state === 'resolved' || ticket.state === 'closed'
  return (
    <Page
      title={ticket.subject}
      narrow
      description={
        <span className="flex flex-wrap items-center gap-3">
          <Link to="/support" className="underline underline-offset-2">
            <Trans>All questions</Trans>
          </Link>
          {ticket.number} <TicketState state={ticket.state} />
        </span>
      }
      actions={
        can('workspace.tickets:write') &&
        (ticket.state === 'resolved' ? (
          <Button pending={reopen.isPending} onClick={() => reopen.mutate()}>
            <Trans>Not solved</Trans>
          </Button>
        ) : (
          !over && (
            <Button pending={resolve.isPending} onClick={() => resolve.mutate()}>
              <Trans>It is solved</Trans>
            </Button>
          )
        ))
      }
    >
      <div className="space-y-6">
        <Loaded query={messages} rows={3}>
          {(items) => (
            <ol aria-label={t`Conversation`} className="space-y-3">
              {items.map((message) => (
                <li
                  key={message.id}
                  className={cx(
                    'max-w-[85%] rounded-xl border border-line p-4 text-sm',
                    message.author === 'customer' ? 'ms-auto bg-surface' : 'bg-raised',
                  )}
                >
                  <p className="mb-1 text-xs text-muted">
                    {message.author === 'customer' ? (message.author_name ?? t`You`) : t`Support`} ·{' '}
                    <Ago time={message.created_at} />
                  </p>
                  <p dir="auto" className="break-words whitespace-pre-line">
                    {message.body}
                  </p>
                </li>
              ))}
            </ol>
          )}
        </Loaded>
        {over && <Rating ticket={ticket} />}
        {can('workspace.tickets:write') && ticket.state !== 'closed' && <Reply ticket={ticket} />}
      </div>
    </Page>
  )
}

function Reply({ ticket }: { ticket: Ticket }) {
  const { t } = useLingui()
  const [body, setBody] = useState('')
  const send = useAct(async () => {
    await data(
      workspace.POST('/api/v1/workspace/tickets/{ticket_id}/reply', {
        params: { path: { ticket_id: ticket.id } },
        body: { body },
      }),
    )
    setBody('')
  }, tickets)
  return (
    <div>
      <TextArea label={t`Your answer`} value={body} onChange={(event) => setBody(event.target.value)} />
      <div className="mt-3 flex justify-end">
        <Button
          look="primary"
          pending={send.isPending}
          disabled={body.trim() === ''}
          onClick={() => send.mutate()}
        >
          <Trans>Send</Trans>
        </Button>
      </div>
    </div>
  )
}

const MARKS = [1, 2, 3, 4, 5]

function Rating({ ticket }: { ticket: Ticket }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const rate = useAct(
    (rating: number) =>
      data(
        workspace.POST('/api/v1/workspace/tickets/{ticket_id}/rate', {
          params: { path: { ticket_id: ticket.id } },
          body: { rating },
        }),
      ),
    tickets,
  )
  return (
    <Card>
      <CardHead title={<Trans>How was it?</Trans>} />
      <fieldset disabled={!can('workspace.tickets:write')} className="flex flex-wrap gap-x-5 px-4 py-2">
        <legend className="sr-only">
          <Trans>1 is bad, 5 is good</Trans>
        </legend>
        {MARKS.map((mark) => (
          <label key={mark} className="flex min-h-11 cursor-pointer items-center gap-2 text-sm">
            <input
              type="radio"
              name="rating"
              aria-label={t`${mark} of 5`}
              checked={ticket.rating === mark}
              onChange={() => rate.mutate(mark)}
              className="size-5 accent-graphic"
            />
            {mark}
          </label>
        ))}
      </fieldset>
    </Card>
  )
}
