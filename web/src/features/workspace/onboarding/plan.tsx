import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { data, workspace } from '~/api/clients'
import { workspaceId } from '~/api/workspace'
import { Skeleton } from '~/kit/states'
import { useSubmit } from '~/kit/use-submit'
import { named } from '~/lib/i18n'
import { formatMoney } from '~/lib/money'
import { type Cycle, CycleChoice } from '../billing/cycle'
import { StepFrame } from './frame'
import type { StepProps } from './page'
import { answerOf, type FeaturesAnswer, type PlanAnswer, pricingQuery } from './queries'

/** How it is paid. Every price is a quote of the server for exactly the chosen features. */
export function Plan({ wizard, onSaved, onBack }: StepProps) {
  const { t } = useLingui()
  const before = answerOf<PlanAnswer>(wizard, 'plan')
  const features = answerOf<FeaturesAnswer>(wizard, 'features').features ?? []
  const [plan, setPlan] = useState(before.plan ?? 'free')
  const [cycle, setCycle] = useState<Cycle>(before.cycle ?? 'month')
  const pricing = useQuery(pricingQuery)
  const { pending, failure, submit } = useSubmit(async () => {
    await onSaved(
      await data(workspace.PUT('/api/v1/workspace/onboarding/steps/plan', { body: { plan, cycle } })),
    )
  })
  return (
    <StepFrame
      title={t`Choose a plan`}
      intro={<Trans>Start free. You pay only when you need more, and can cancel at any time.</Trans>}
      {...{ pending, failure, onBack }}
      onSubmit={submit}
    >
      {pricing.isPending && <Skeleton rows={3} />}
      <CycleChoice cycle={cycle} onChange={setCycle} />
      <fieldset className="space-y-3">
        <legend className="sr-only">
          <Trans>Plan</Trans>
        </legend>
        {pricing.data?.plans.map((offer) => (
          <label
            key={offer.key}
            className="flex min-h-16 cursor-pointer items-center gap-4 rounded-xl border border-line bg-surface px-4 py-3 hover:bg-hover has-checked:border-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="plan"
              checked={plan === offer.key}
              onChange={() => setPlan(offer.key)}
              className="size-5 accent-graphic outline-none"
            />
            <span className="min-w-0 flex-1">
              <span className="block text-sm font-semibold">{named(offer.names, offer.key)}</span>
              <span className="block text-xs text-muted">
                {offer.pricing === 'per_feature' ? (
                  <Trans>
                    {formatMoney({
                      amount: cycle === 'month' ? offer.month_amount : offer.year_amount,
                      currency: offer.currency,
                    })}{' '}
                    per feature
                  </Trans>
                ) : (
                  <Trans>The basics of every feature</Trans>
                )}
              </span>
            </span>
            {offer.pricing !== 'free' && <Price plan={offer.key} cycle={cycle} features={features} />}
          </label>
        ))}
      </fieldset>
    </StepFrame>
  )
}

function Price({ plan, cycle, features }: { plan: string; cycle: Cycle; features: string[] }) {
  const quote = useQuery({
    queryKey: [workspaceId(), 'workspace', 'quotes', { plan, cycle, features }],
    queryFn: () =>
      data(workspace.POST('/api/v1/workspace/quotes', { body: { plan, cycle, features, bundles: [] } })),
    enabled: features.length > 0,
    staleTime: 60_000,
  })
  if (!quote.data) return null
  const total = formatMoney(quote.data.total_renewal)
  return (
    <span className="text-end text-sm font-bold tabular-nums">
      {total}
      <span className="block text-xs font-normal text-muted">
        {cycle === 'month' ? <Trans>a month</Trans> : <Trans>a year</Trans>}
      </span>
    </span>
  )
}
