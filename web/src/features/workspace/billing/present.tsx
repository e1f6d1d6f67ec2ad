import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import type { components } from '~/api/gen/workspace'
import { refetch } from '~/api/queries'
import { workspaceId } from '~/api/workspace'
import { Badge, type Tone } from '~/kit/bits'
import { Button } from '~/kit/button'
import { RecordForm } from '~/kit/form'
import { Sheet } from '~/kit/overlay'
import { Card, CardHead } from '~/kit/page'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { formatMoney } from '~/lib/money'
import { formatDateTime } from '~/lib/time'
import { Lines, useNames } from './lines'
import { subscription as resource, type Subscription } from './resources'

type Reason = components['schemas']['Cancel']

const TONES: Record<string, Tone> = {
  active: 'success',
  trialing: 'accent',
  incomplete: 'warning',
  past_due: 'danger',
  paused: 'warning',
}

/** What is subscribed to now, until when, and how it ends. */
export function Present({ subscription }: { subscription: Subscription }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const name = useNames()
  const [leaving, setLeaving] = useState(false)
  const resume = useAct(() => data(workspace.POST('/api/v1/workspace/subscription/resume')), resource)
  const { state, cycle, total_renewal: total, period_end: end, cancel_at: cancelled } = subscription
  const states: Record<string, string> = {
    free: t`Free`,
    incomplete: t`Waiting for the payment`,
    trialing: t`Trial`,
    active: t`Active`,
    past_due: t`Not paid`,
    paused: t`Paused`,
  }
  const ends = state !== 'free' && cancelled === null
  return (
    <Card>
      <CardHead title={<Trans>Your plan</Trans>}>
        <Badge tone={TONES[state] ?? 'plain'}>{states[state] ?? state}</Badge>
      </CardHead>
      <div className="space-y-4 p-4">
        <p className="text-xl font-semibold">{name(subscription.plan)}</p>
        <Lines lines={subscription.lines} discounts={subscription.discounts} currency={total.currency} />
        {total.amount > 0 && (
          <p className="text-sm">
            {cycle === 'year' ? (
              <Trans>{formatMoney(total)} a year</Trans>
            ) : (
              <Trans>{formatMoney(total)} a month</Trans>
            )}
          </p>
        )}
        <p className="text-sm text-muted">
          {cancelled ? (
            <Trans>It ends on {formatDateTime(cancelled)}.</Trans>
          ) : subscription.trial_ends_at ? (
            <Trans>The trial ends on {formatDateTime(subscription.trial_ends_at)}.</Trans>
          ) : subscription.pause_until ? (
            <Trans>It goes on by itself on {formatDateTime(subscription.pause_until)}.</Trans>
          ) : (
            end && <Trans>It goes on by itself on {formatDateTime(end)}.</Trans>
          )}
        </p>
        {can('workspace.subscription:write') && (
          <div className="flex flex-wrap justify-end gap-2">
            {(cancelled !== null || state === 'paused') && (
              <Button look="primary" pending={resume.isPending} onClick={() => resume.mutate()}>
                <Trans>Go on with it</Trans>
              </Button>
            )}
            {ends && (
              <Button look="danger" onClick={() => setLeaving(true)}>
                <Trans>Cancel the plan</Trans>
              </Button>
            )}
          </div>
        )}
      </div>
      <Sheet title={t`Cancel the plan`} open={leaving} onClose={() => setLeaving(false)}>
        <Cancel onDone={() => setLeaving(false)} />
      </Sheet>
    </Card>
  )
}

function Cancel({ onDone }: { onDone: () => void }) {
  const { t } = useLingui()
  const client = useQueryClient()
  return (
    <div className="space-y-5">
      <p className="text-sm text-muted">
        <Trans>
          You keep everything until the end of what is paid. Then what exceeds the free plan is frozen, and
          nothing is deleted.
        </Trans>
      </p>
      <RecordForm<Reason, object>
        fields={[
          {
            name: 'reason',
            label: t`Why do you cancel?`,
            kind: 'select',
            options: [
              { value: 'too_expensive', label: t`Too expensive` },
              { value: 'missing_features', label: t`Something is missing` },
              { value: 'too_complex', label: t`Too complicated` },
              { value: 'not_used', label: t`We do not use it` },
              { value: 'switched', label: t`We have something else` },
              { value: 'other', label: t`Something else` },
            ],
          },
          { name: 'comment', label: t`What should we know?`, kind: 'textarea' },
        ]}
        submit={t`Cancel the plan`}
        onCancel={onDone}
        onSave={async (body) => {
          await data(workspace.POST('/api/v1/workspace/subscription/cancel', { body }))
          await refetch(client, { key: () => [workspaceId(), 'workspace'] })
          say(t`Your plan is cancelled.`)
          onDone()
        }}
      />
    </div>
  )
}
