import { Trans } from '@lingui/react/macro'
import { Checkbox } from '~/kit/field'
import { named } from '~/lib/i18n'
import { formatMoney } from '~/lib/money'
import type { Pricing } from '../onboarding/queries'
import { withFeature, withoutFeature } from '../onboarding/rules'
import { type Cycle, CycleChoice } from './cycle'
import type { Feature, Offer } from './resources'

export interface Choice {
  plan: string
  cycle: Cycle
  bundles: string[]
  features: string[]
}

interface ChoicesProps {
  offers: Pricing
  features: Feature[]
  choice: Choice
  onChange: (choice: Choice) => void
}

/** Plan, bundles, features and how often it is paid. */
export function Choices({ offers, features, choice, onChange }: ChoicesProps) {
  const plan = offers.plans.find(({ key }) => key === choice.plan)
  const put = (change: Partial<Choice>) => onChange({ ...choice, ...change })
  const turned = (list: string[], key: string) =>
    list.includes(key) ? list.filter((other) => other !== key) : [...list, key]
  const turn = (slug: string) => {
    const change = choice.features.includes(slug) ? withoutFeature : withFeature
    put({ features: change(choice.features, slug, features) })
  }
  return (
    <div className="space-y-6">
      <CycleChoice cycle={choice.cycle} onChange={(cycle) => put({ cycle })} />
      <fieldset className="grid gap-3 sm:grid-cols-3">
        <legend className="mb-1.5 text-sm font-medium">
          <Trans>Plan</Trans>
        </legend>
        {offers.plans.map((offer) => (
          <label
            key={offer.key}
            className="flex min-h-16 cursor-pointer items-center gap-3 rounded-xl border border-line px-4 py-3 hover:bg-hover has-checked:border-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
          >
            <input
              type="radio"
              name="plan"
              checked={choice.plan === offer.key}
              onChange={() => put({ plan: offer.key })}
              className="size-5 shrink-0 accent-graphic outline-none"
            />
            <span className="min-w-0 text-sm font-semibold">
              {named(offer.names, offer.key)}
              {offer.pricing === 'per_feature' && (
                <span className="block text-xs font-normal text-muted">
                  <Trans>{price(offer, choice.cycle)} per feature</Trans>
                </span>
              )}
            </span>
          </label>
        ))}
      </fieldset>
      {plan?.pricing === 'free' && offers.bundles.length > 0 && (
        <fieldset>
          <legend className="text-sm font-medium">
            <Trans>Bundles</Trans>
          </legend>
          <div className="grid gap-x-6 sm:grid-cols-2">
            {offers.bundles.map((bundle) => (
              <Checkbox
                key={bundle.key}
                label={named(bundle.names, bundle.key)}
                hint={price(bundle, choice.cycle)}
                checked={choice.bundles.includes(bundle.key)}
                onChange={() => put({ bundles: turned(choice.bundles, bundle.key) })}
              />
            ))}
          </div>
        </fieldset>
      )}
      {plan?.pricing === 'per_feature' && (
        <fieldset>
          <legend className="text-sm font-medium">
            <Trans>Features</Trans>
          </legend>
          <div className="grid gap-x-6 sm:grid-cols-2">
            {features.map(({ slug, names }) => (
              <Checkbox
                key={slug}
                label={named(names, slug)}
                checked={choice.features.includes(slug)}
                onChange={() => turn(slug)}
              />
            ))}
          </div>
        </fieldset>
      )}
    </div>
  )
}

function price(offer: Offer, cycle: Cycle): string {
  const amount = cycle === 'year' ? offer.year_amount : offer.month_amount
  return formatMoney({ amount, currency: offer.currency })
}
