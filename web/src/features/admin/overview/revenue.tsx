import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { CircleDollarSign } from 'lucide-react'
import { Page } from '~/kit/page'
import { Failure, Skeleton, State } from '~/kit/states'
import { formatMoney } from '~/lib/money'
import { Facts } from './page'
import { businessQuery } from './queries'

/** What subscriptions bring in a month, per currency, and how many there are of each plan. */
export default function Revenue() {
  const { t } = useLingui()
  const query = useQuery(businessQuery())
  return (
    <Page title={t`Revenue`}>
      {query.isPending && <Skeleton />}
      {query.isError && <Failure error={query.error} onRetry={() => query.refetch()} />}
      {query.data && (
        <div className="space-y-6">
          {query.data.mrr.length === 0 && (
            <State icon={CircleDollarSign} title={<Trans>No paid subscriptions yet</Trans>}>
              <Trans>What they bring in a month is counted here.</Trans>
            </State>
          )}
          <Facts
            title={<Trans>A month</Trans>}
            as_of={query.data.as_of}
            facts={query.data.mrr.flatMap(({ amount, subscriptions }): [string, string | number][] => [
              [t`Revenue in ${amount.currency}`, formatMoney(amount)],
              [t`Subscriptions in ${amount.currency}`, subscriptions],
            ])}
          />
          <Facts
            title={<Trans>Subscriptions by plan and state</Trans>}
            as_of={query.data.as_of}
            facts={query.data.subscriptions.map(({ plan, state, workspaces }) => [
              `${plan} · ${state}`,
              workspaces,
            ])}
          />
        </div>
      )}
    </Page>
  )
}
