import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { data, workspace } from '~/api/clients'
import { Checkbox } from '~/kit/field'
import { Skeleton } from '~/kit/states'
import { useSubmit } from '~/kit/use-submit'
import { named } from '~/lib/i18n'
import { StepFrame } from './frame'
import type { StepProps } from './page'
import { answerOf, type FeaturesAnswer, type GoalsAnswer, goalsQuery, pricingQuery } from './queries'
import { withFeature, withoutFeature } from './rules'

/** The features of the chosen goals; what one needs is ticked with it. */
export function Features({ wizard, onSaved, onBack }: StepProps) {
  const { t } = useLingui()
  const catalogue = useQuery(goalsQuery)
  const limit = useQuery(pricingQuery).data?.plans.find(({ pricing }) => pricing === 'free')?.limits[
    'workspace.counted_features'
  ]
  const goals = answerOf<GoalsAnswer>(wizard, 'goals').goals ?? []
  const [chosen, setChosen] = useState(answerOf<FeaturesAnswer>(wizard, 'features').features ?? [])
  const { pending, failure, submit } = useSubmit(async () => {
    const body: FeaturesAnswer = { features: chosen }
    await onSaved(await data(workspace.PUT('/api/v1/workspace/onboarding/steps/features', { body })))
  })
  const all = catalogue.data?.features ?? []
  const toggle = (slug: string) =>
    setChosen(chosen.includes(slug) ? withoutFeature(chosen, slug, all) : withFeature(chosen, slug, all))
  const name = (slug: string) => named(all.find((feature) => feature.slug === slug)?.names ?? {}, slug)
  const used = chosen.length
  return (
    <StepFrame
      title={t`Choose your features`}
      intro={<Trans>Only these appear in your menu. Each can be switched on or off at any time.</Trans>}
      {...{ pending, failure, onBack }}
      disabled={chosen.length === 0}
      onSubmit={submit}
    >
      {catalogue.isPending && <Skeleton />}
      {limit !== undefined && (
        <p role="status" className="mb-4 text-sm font-medium">
          {used <= Number(limit) ? (
            <Trans>
              {used} of {String(limit)} free features
            </Trans>
          ) : (
            <Trans>
              {used} features: more than the {String(limit)} of the free plan
            </Trans>
          )}
        </p>
      )}
      <div className="space-y-6">
        {catalogue.data?.goals
          .filter(({ slug }) => goals.includes(slug))
          .map((goal) => (
            <fieldset key={goal.slug} className="rounded-xl border border-line bg-surface px-4 pb-2">
              <legend className="px-1 text-sm font-semibold">{named(goal.names, goal.slug)}</legend>
              <div className="grid gap-x-6 sm:grid-cols-2">
                {all
                  .filter((feature) => feature.goals.includes(goal.slug))
                  .map((feature) => (
                    <Checkbox
                      key={feature.slug}
                      label={name(feature.slug)}
                      hint={
                        feature.requires.length > 0 && (
                          <Trans>with {feature.requires.map(name).join(', ')}</Trans>
                        )
                      }
                      checked={chosen.includes(feature.slug)}
                      onChange={() => toggle(feature.slug)}
                    />
                  ))}
              </div>
            </fieldset>
          ))}
      </div>
    </StepFrame>
  )
}
