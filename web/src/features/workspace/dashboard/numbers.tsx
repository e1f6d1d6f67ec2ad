import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { analytics, data } from '~/api/clients'
import type { components } from '~/api/gen/analytics'
import { workspaceId } from '~/api/workspace'
import { Failure } from '~/kit/states'
import { formatMoney } from '~/lib/money'
import { region } from '~/lib/region'
import { formatDateTime } from '~/lib/time'
import { Sparkline } from './sparkline'

type Metric = components['schemas']['MetricNumbers']

const SHOWN = 4
/** What a person looks at first, in this order; the rest of the numbers is for reports. */
const FIRST = [
  'contacts_created',
  'leads_created',
  'deals_created',
  'deals_won',
  'deal_value_won',
  'activities_completed',
]

/** The numbers of the last days, as they are stored; a dash is no zero. */
export function Numbers() {
  const { t } = useLingui()
  const query = useQuery({
    queryKey: [workspaceId(), 'analytics', 'overview', 'crm'],
    queryFn: () => data(analytics.GET('/api/v1/analytics/overview', { params: { query: { goal: 'crm' } } })),
  })
  if (query.isError && !query.data) return <Failure error={query.error} onRetry={() => query.refetch()} />
  const metrics = [...(query.data?.metrics ?? [])]
    .sort((one, other) => order(one) - order(other))
    .slice(0, SHOWN)
  if (query.isSuccess && metrics.length === 0) return null
  return (
    <section aria-label={t`Numbers`}>
      <div className="grid grid-cols-2 gap-4 lg:grid-cols-4">
        {query.isPending &&
          Array.from({ length: SHOWN }, (_, at) => (
            <div key={FIRST[at]} className="skeleton h-32 rounded-xl" />
          ))}
        {metrics.map((metric) => (
          <article
            key={metric.key}
            className="flex h-32 flex-col rounded-xl border border-line bg-surface p-4"
          >
            <h2 className="truncate text-xs font-medium text-muted">{metric.label}</h2>
            <p className="mt-1 text-2xl font-bold tabular-nums">{amount(metric)}</p>
            <Sparkline values={metric.series.map(({ value, money }) => value ?? money[0]?.amount ?? 0)} />
          </article>
        ))}
      </div>
      {query.data && (
        <p className="mt-2 text-xs text-muted">
          <Trans>
            {query.data.from} to {query.data.to}, as of {formatDateTime(query.data.as_of)}
          </Trans>
        </p>
      )}
    </section>
  )
}

function order({ key }: Metric): number {
  const at = FIRST.indexOf(key)
  return at < 0 ? FIRST.length : at
}

function amount(metric: Metric): string {
  if (metric.money.length > 0) return metric.money.map((money) => formatMoney(money)).join(' + ')
  return metric.value === null ? '–' : metric.value.toLocaleString(region())
}
