import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { data, workspace } from '~/api/clients'
import { featuresChanged } from '~/api/http'
import { refetch } from '~/api/queries'
import { workspaceId } from '~/api/workspace'
import { Button } from '~/kit/button'
import { TextField } from '~/kit/field'
import { Loaded } from '~/kit/loaded'
import { sentence } from '~/kit/refusals'
import { Skeleton } from '~/kit/states'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { formatMoney } from '~/lib/money'
import { pricingQuery } from '../onboarding/queries'
import { type Choice, Choices } from './choices'
import type { Cycle } from './cycle'
import { Lines } from './lines'
import { quoteQuery, type Subscription, type Wanted } from './resources'

/** Choose, see the price that the server has made for exactly this, and take it. */
export function Calculator({ subscription }: { subscription: Subscription }) {
  const pricing = useQuery(pricingQuery)
  const features = useQuery({
    queryKey: [workspaceId(), 'workspace', 'features'],
    queryFn: () => data(workspace.GET('/api/v1/workspace/features')),
  })
  return (
    <Loaded query={pricing}>
      {(offers) => (
        <Loaded query={features}>
          {({ items }) => <Chosen subscription={subscription} offers={offers} features={items} />}
        </Loaded>
      )}
    </Loaded>
  )
}

type ChosenProps = Pick<React.ComponentProps<typeof Choices>, 'offers' | 'features'> & {
  subscription: Subscription
}

function Chosen({ subscription, offers, features }: ChosenProps) {
  const { t } = useLingui()
  const [choice, setChoice] = useState<Choice>({
    plan: subscription.plan,
    cycle: subscription.cycle as Cycle,
    bundles: subscription.items.flatMap(({ kind, key }) => (kind === 'bundle' ? [key] : [])),
    features: features.flatMap(({ chosen, slug }) => (chosen ? [slug] : [])),
  })
  const [code, setCode] = useState('')
  const [typed, setTyped] = useState('')
  const plan = offers.plans.find(({ key }) => key === choice.plan)
  const free = plan?.pricing === 'free'
  const paid = !free || choice.bundles.length > 0
  const wanted: Wanted = {
    plan: choice.plan,
    cycle: choice.cycle,
    bundles: free ? choice.bundles : [],
    // Bundles bring their features along.
    ...(plan?.pricing === 'per_feature' ? { features: choice.features } : {}),
    ...(code ? { code } : {}),
  }
  return (
    <div className="space-y-6 p-4 md:p-6">
      <Choices offers={offers} features={features} choice={choice} onChange={setChoice} />
      <form
        className="flex items-end gap-2"
        onSubmit={(event) => {
          event.preventDefault()
          setCode(typed.trim())
        }}
      >
        <TextField
          label={t`Promotion code`}
          value={typed}
          onChange={(event) => setTyped(event.target.value)}
          className="flex-1"
        />
        <Button type="submit">
          <Trans>Use</Trans>
        </Button>
      </form>
      {paid ? (
        <Price wanted={wanted} subscription={subscription} />
      ) : (
        <p className="text-sm text-muted">
          <Trans>The free plan costs nothing. To go back to it, cancel the plan above.</Trans>
        </p>
      )}
    </div>
  )
}

function Price({ wanted, subscription }: { wanted: Wanted; subscription: Subscription }) {
  const { t } = useLingui()
  const client = useQueryClient()
  const query = useQuery({ ...quoteQuery(wanted), placeholderData: (before) => before })
  const quote = query.data
  const everything = { key: () => [workspaceId(), 'workspace'] }
  const take = useAct(async () => {
    if (!quote) return
    const body = { quote_id: quote.id }
    const fresh = ['free', 'incomplete', 'trialing'].includes(subscription.state)
    const done = await (fresh
      ? data(workspace.POST('/api/v1/workspace/subscription/checkout', { body }))
      : data(workspace.POST('/api/v1/workspace/subscription/change', { body })))
    featuresChanged()
    await refetch(client, everything)
    say(
      done.charge
        ? t`${formatMoney(done.charge.total)} are due. What you chose opens when they are paid.`
        : t`Your plan is changed.`,
    )
  })
  const trial = useAct(async () => {
    const { bundles = [] } = wanted
    await data(workspace.POST('/api/v1/workspace/subscription/start-trial', { body: { bundles } }))
    featuresChanged()
    say(t`Your trial has begun.`)
  }, everything)
  if (query.isError)
    return (
      <p role="alert" className="rounded-lg border border-danger p-3 text-sm">
        {sentence(query.error)}
      </p>
    )
  if (!quote) return <Skeleton rows={2} />
  const due = formatMoney(quote.total_now)
  return (
    <div className="space-y-4 border-t border-line pt-4" aria-busy={query.isFetching}>
      <Lines lines={quote.lines} discounts={quote.discounts} currency={quote.total_renewal.currency} />
      <dl className="space-y-1 text-sm font-semibold">
        <div className="flex justify-between gap-4">
          <dt>{wanted.cycle === 'year' ? <Trans>Every year</Trans> : <Trans>Every month</Trans>}</dt>
          <dd className="tabular-nums">{formatMoney(quote.total_renewal)}</dd>
        </div>
        <div className="flex justify-between gap-4">
          <dt>
            {quote.effective === 'now' ? (
              <Trans>Due now</Trans>
            ) : (
              <Trans>Due now, changed at the end of the period</Trans>
            )}
          </dt>
          <dd className="tabular-nums">{due}</dd>
        </div>
      </dl>
      <div className="flex flex-wrap justify-end gap-2">
        {subscription.state === 'free' && (wanted.bundles?.length ?? 0) > 0 && (
          <Button pending={trial.isPending} onClick={() => trial.mutate()}>
            <Trans>Try it for 14 days</Trans>
          </Button>
        )}
        <Button look="primary" pending={take.isPending || query.isFetching} onClick={() => take.mutate()}>
          {quote.total_now.amount > 0 ? <Trans>Order for {due}</Trans> : <Trans>Change the plan</Trans>}
        </Button>
      </div>
    </div>
  )
}
