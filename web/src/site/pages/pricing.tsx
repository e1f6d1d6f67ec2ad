import { Trans } from '@lingui/react/macro'
import { buttonClass } from '~/kit/button'
import { CARD, Heading, Live } from '../parts'

/** One plan or bundle; `data-if` keeps an element only for offers with that mark. */
export function Offer() {
  return (
    <li className={`${CARD} flex flex-col`}>
      <h3 className="font-semibold">
        <span data-slot="name" />
      </h3>
      <p className="mt-2" data-if="free">
        <b className="text-2xl tabular-nums" data-slot="month" />
      </p>
      <p className="mt-2" data-if="per_feature">
        <Trans>
          <b className="text-2xl tabular-nums" data-slot="month" />{' '}
          <span className="text-sm text-muted">for each feature a month</span>
        </Trans>
      </p>
      <p className="mt-2" data-if="bundle">
        <Trans>
          <b className="text-2xl tabular-nums" data-slot="month" />{' '}
          <span className="text-sm text-muted">a month</span>
        </Trans>
      </p>
      <p className="mt-2" data-if="revenue_share">
        <Trans>
          <b className="text-2xl tabular-nums" data-slot="share" />{' '}
          <span className="text-sm text-muted">
            of the revenue, at least <span data-slot="month" /> a month
          </span>
        </Trans>
      </p>
      <p className="mt-1 text-sm text-muted" data-if="yearly">
        <Trans>
          or <span data-slot="year" /> a year, which saves <span data-slot="saving" />
        </Trans>
      </p>
      <ul className="mt-4 space-y-1 text-sm" data-if="features">
        <template data-each="features">
          <li data-slot="label" />
        </template>
      </ul>
      <p className="mt-4 text-sm" data-if="everything">
        <Trans>Every feature</Trans>
      </p>
    </li>
  )
}

export function Pricing() {
  return (
    <>
      <Heading title={<Trans>Prices</Trans>}>
        <Trans>
          Begin free and pay for what you turn on. These are the prices of this moment, from the price list
          itself.
        </Trans>
      </Heading>
      <Live of="pricing" long empty={<Trans>Nothing is on sale at the moment.</Trans>}>
        <section data-if="plans">
          <h2 className="mb-4 text-xl font-semibold tracking-tight">
            <Trans>Plans</Trans>
          </h2>
          <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            <template data-each="plans">
              <Offer />
            </template>
          </ul>
        </section>
        <section data-if="bundles" className="mt-12">
          <h2 className="mb-1 text-xl font-semibold tracking-tight">
            <Trans>Bundles</Trans>
          </h2>
          <ul className="mb-4 text-sm text-muted">
            <template data-each="discounts">
              <li>
                <Trans>
                  With <span data-slot="count" /> paid bundles each is <span data-slot="percent" /> cheaper.
                </Trans>
              </li>
            </template>
          </ul>
          <ul className="grid gap-4 sm:grid-cols-2 lg:grid-cols-3">
            <template data-each="bundles">
              <Offer />
            </template>
          </ul>
        </section>
        <a href="/register" className={buttonClass('primary', 'mt-12')}>
          <Trans>Create an account</Trans>
        </a>
      </Live>
    </>
  )
}
