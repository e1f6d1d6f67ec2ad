import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import { listOf, oneOf, refetch } from '~/api/queries'
import { type RowOf, resource } from '~/api/resource'
import { Ago, Badge } from '~/kit/bits'
import { Button } from '~/kit/button'
import { Loaded } from '~/kit/loaded'
import { Sheet } from '~/kit/overlay'
import { Card, CardHead } from '~/kit/page'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { formatDateTime } from '~/lib/time'

export const deliveries = resource('/api/v1/workspace/webhook-deliveries')
const messages = resource('/api/v1/workspace/webhook-messages')
type Delivery = RowOf<'/api/v1/workspace/webhook-deliveries'>

const SHOWN = 50

/** The latest attempts, each with what came back; a message can be sent again. */
export function Deliveries() {
  const { t } = useLingui()
  const client = useQueryClient()
  const [open, setOpen] = useState<Delivery | null>(null)
  const query = useQuery(listOf(deliveries, { sort: '-created_at', limit: SHOWN }))
  return (
    <Card className="mt-6">
      <CardHead title={<Trans>Deliveries</Trans>}>
        <Button look="ghost" pending={query.isFetching} onClick={() => refetch(client, deliveries)}>
          <Trans>Refresh</Trans>
        </Button>
      </CardHead>
      <Loaded query={query} rows={3}>
        {({ items }) =>
          items.length === 0 ? (
            <p className="p-4 text-sm text-muted">
              <Trans>Nothing has been sent yet.</Trans>
            </p>
          ) : (
            <ul aria-label={t`Deliveries`}>
              {items.map((delivery) => (
                <li key={delivery.id} className="border-b border-line last:border-0">
                  <button
                    type="button"
                    onClick={() => setOpen(delivery)}
                    className="flex min-h-14 w-full flex-wrap items-center gap-x-4 gap-y-1 px-4 py-2 text-start text-sm hover:bg-hover"
                  >
                    <Outcome delivery={delivery} />
                    <span className="flex-1 text-muted">
                      <Trans>Attempt {delivery.attempt}</Trans>
                    </span>
                    <span className="text-xs text-muted">
                      <Ago time={delivery.created_at} />
                    </span>
                  </button>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
      <Sheet title={t`Delivery`} open={open !== null} onClose={() => setOpen(null)}>
        {open && <Message delivery={open} />}
      </Sheet>
    </Card>
  )
}

function Outcome({ delivery: { status, error } }: { delivery: Delivery }) {
  const well = status !== null && status < 300
  return <Badge tone={well ? 'success' : 'danger'}>{status ?? error ?? '–'}</Badge>
}

function Message({ delivery }: { delivery: Delivery }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const query = useQuery(oneOf(messages, delivery.message_id))
  const again = useAct(async () => {
    await data(
      workspace.POST('/api/v1/workspace/webhook-messages/{message_id}/redeliver', {
        params: { path: { message_id: delivery.message_id } },
        body: { endpoint_id: delivery.endpoint_id },
      }),
    )
    say(t`It is sent again.`)
  }, deliveries)
  const facts: [string, React.ReactNode][] = [
    [t`Answer`, <Outcome key="answer" delivery={delivery} />],
    [t`Time`, formatDateTime(delivery.created_at)],
    [t`Took`, t`${delivery.latency_ms} ms`],
    ...(delivery.next_at
      ? ([[t`Next attempt`, formatDateTime(delivery.next_at)]] as [string, string][])
      : []),
  ]
  return (
    <div className="space-y-5 text-sm">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
        {facts.map(([label, value]) => (
          <div key={label} className="contents">
            <dt className="text-muted">{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <Loaded query={query} rows={3}>
        {(message) => (
          <>
            <Text title={message.type} text={message.body} />
            {delivery.response && <Text title={t`What came back`} text={delivery.response} />}
          </>
        )}
      </Loaded>
      {can('workspace.webhook_endpoints:write') && (
        <div className="flex justify-end">
          <Button pending={again.isPending} onClick={() => again.mutate()}>
            <Trans>Send again</Trans>
          </Button>
        </div>
      )}
    </div>
  )
}

function Text({ title, text }: { title: string; text: string }) {
  return (
    <figure>
      <figcaption className="mb-1 text-xs text-muted">{title}</figcaption>
      <pre className="max-h-64 overflow-auto rounded-lg border border-line p-3 text-xs whitespace-pre-wrap break-all">
        {text}
      </pre>
    </figure>
  )
}
