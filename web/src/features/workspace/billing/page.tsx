import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useAccess } from '~/api/access'
import { Loaded } from '~/kit/loaded'
import { Card, CardHead, Page } from '~/kit/page'
import { Calculator } from './calculator'
import { Charges } from './charges'
import { Present } from './present'
import { subscriptionQuery } from './resources'
import { Usage } from './usage'

/** What the workspace pays for, what it uses of that, and what else it could have. */
export default function Billing() {
  const { t } = useLingui()
  const { can } = useAccess()
  const query = useQuery(subscriptionQuery())
  return (
    <Page title={t`Plan and billing`} narrow>
      <Loaded query={query}>
        {(subscription) => (
          <div className="space-y-6">
            <Present subscription={subscription} />
            {can('workspace.subscription:write') && (
              <Card>
                <CardHead title={<Trans>Change the plan</Trans>} />
                <Calculator
                  key={`${subscription.plan} ${subscription.cycle} ${subscription.state}`}
                  subscription={subscription}
                />
              </Card>
            )}
            <Usage />
            <Charges />
          </div>
        )}
      </Loaded>
    </Page>
  )
}
