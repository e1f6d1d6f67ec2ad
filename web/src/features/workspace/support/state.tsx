import { Trans } from '@lingui/react/macro'
import { Badge } from '~/kit/bits'
import type { Ticket } from './resources'

/** Whose turn it is. */
export function TicketState({ state }: { state: Ticket['state'] }) {
  if (state === 'waiting_customer')
    return (
      <Badge tone="warning">
        <Trans>Waits for you</Trans>
      </Badge>
    )
  if (state === 'resolved')
    return (
      <Badge tone="success">
        <Trans>Solved</Trans>
      </Badge>
    )
  if (state === 'closed')
    return (
      <Badge>
        <Trans>Closed</Trans>
      </Badge>
    )
  return (
    <Badge tone="accent">
      <Trans>With support</Trans>
    </Badge>
  )
}
