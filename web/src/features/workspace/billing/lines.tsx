import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { components } from '~/api/gen/workspace'
import { named } from '~/lib/i18n'
import { formatMoney } from '~/lib/money'
import { goalsQuery, pricingQuery } from '../onboarding/queries'

type Line = components['schemas']['LineShown']
type Discount = components['schemas']['DiscountShown']

/** Names of plans, bundles and features, as the catalogue has them. */
export function useNames(): (key: string) => string {
  const offers = useQuery(pricingQuery).data
  const features = useQuery(goalsQuery).data?.features ?? []
  return (key) => {
    const offer = [...(offers?.plans ?? []), ...(offers?.bundles ?? [])].find((one) => one.key === key)
    return named(offer?.names ?? features.find(({ slug }) => slug === key)?.names ?? {}, key)
  }
}

interface LinesProps {
  lines: Line[]
  discounts?: Discount[]
  currency: string
}

/** What makes up an amount. */
export function Lines({ lines, discounts = [], currency }: LinesProps) {
  const { t } = useLingui()
  const name = useNames()
  const rows: [key: string, label: string, amount: number][] = [
    ...lines.map(
      ({ key, kind, amount }) => [`${kind} ${key}`, name(key), amount] as [string, string, number],
    ),
    ...discounts.map(
      ({ reason, amount }) =>
        [reason, reason === 'several_bundles' ? t`Several bundles` : reason, -Math.abs(amount)] as [
          string,
          string,
          number,
        ],
    ),
  ]
  return (
    <dl className="space-y-1 text-sm">
      {rows.map(([key, label, amount]) => (
        <div key={key} className="flex justify-between gap-4">
          <dt className="text-muted">{label}</dt>
          <dd className="tabular-nums">{formatMoney({ amount, currency })}</dd>
        </div>
      ))}
    </dl>
  )
}
