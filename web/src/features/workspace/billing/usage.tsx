import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Loaded } from '~/kit/loaded'
import { Card, CardHead } from '~/kit/page'
import { region } from '~/lib/region'
import { usageQuery } from './resources'

/** What of the plan is used, counter by counter. */
export function Usage() {
  const query = useQuery(usageQuery())
  return (
    <Card>
      <CardHead title={<Trans>What you use</Trans>} />
      <Loaded query={query} rows={3}>
        {(counters) =>
          counters.length === 0 ? (
            <p className="p-4 text-sm text-muted">
              <Trans>Nothing has been counted yet.</Trans>
            </p>
          ) : (
            <ul className="grid gap-4 p-4 sm:grid-cols-2">
              {counters.map(({ metric, used, limit, level }) => (
                <li key={metric} className="text-sm">
                  <div className="flex justify-between gap-2">
                    <span>{words(metric)}</span>
                    <span className="text-muted tabular-nums">
                      {limit < 0 ? (
                        amount(metric, used)
                      ) : (
                        <Trans>
                          {amount(metric, used)} of {amount(metric, limit)}
                        </Trans>
                      )}
                    </span>
                  </div>
                  {limit > 0 && (
                    <meter
                      aria-label={words(metric)}
                      value={used}
                      max={limit}
                      high={limit * 0.8}
                      className="mt-1 block h-2 w-full"
                    />
                  )}
                  {level === 'exceeded' && (
                    <p className="text-xs text-danger">
                      <Trans>The limit is reached.</Trans>
                    </p>
                  )}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}

const UNITS = ['byte', 'kilobyte', 'megabyte', 'gigabyte', 'terabyte']

function amount(metric: string, count: number): string {
  if (!metric.endsWith('_bytes')) return new Intl.NumberFormat(region()).format(count)
  const step = count > 0 ? Math.min(Math.floor(Math.log10(count) / 3), UNITS.length - 1) : 0
  return new Intl.NumberFormat(region(), {
    style: 'unit',
    unit: UNITS[step],
    unitDisplay: 'short',
    maximumFractionDigits: 1,
  }).format(count / 1000 ** step)
}

/** `crm.contacts` as people read it. */
function words(metric: string): string {
  const plain = (metric.split('.')[1] ?? metric).replace(/_bytes$/, '').replaceAll('_', ' ')
  return plain.charAt(0).toUpperCase() + plain.slice(1)
}
