import { Trans, useLingui } from '@lingui/react/macro'
import { Receipt } from 'lucide-react'
import { Badge, type Tone } from '~/kit/bits'
import { List } from '~/kit/list'
import { State } from '~/kit/states'
import { formatMoney } from '~/lib/money'
import { safeHref } from '~/lib/safe'
import { formatDateTime } from '~/lib/time'
import { charges, payUrl } from './resources'

const TONES: Record<string, Tone> = {
  open: 'warning',
  paying: 'accent',
  paid: 'success',
  failed: 'danger',
}

/** Every amount that was due, and what came of it. */
export function Charges() {
  const { t } = useLingui()
  const reasons: Record<string, string> = {
    checkout: t`New plan`,
    change: t`Change of plan`,
    renewal: t`Renewal`,
    revenue_share: t`Share of revenue`,
  }
  const states: Record<string, string> = {
    open: t`To be paid`,
    paying: t`Being paid`,
    paid: t`Paid`,
    failed: t`Failed`,
    void: t`Void`,
    refunded: t`Refunded`,
  }
  return (
    <section aria-labelledby="charges">
      <h2 id="charges" className="mb-3 text-sm font-semibold">
        <Trans>Charges</Trans>
      </h2>
      <List
        label={t`Charges`}
        resource={charges}
        columns={[
          { label: t`For`, render: ({ reason }) => reasons[reason] ?? reason },
          { label: t`Amount`, render: ({ total }) => formatMoney(total) },
          {
            label: t`State`,
            render: (charge) => {
              const href = charge.state === 'open' ? safeHref(payUrl(charge.payment)) : undefined
              return href ? (
                <a href={href} className="relative z-10 underline underline-offset-2">
                  <Trans>Pay now</Trans>
                </a>
              ) : (
                <Badge tone={TONES[charge.state] ?? 'plain'}>{states[charge.state] ?? charge.state}</Badge>
              )
            },
          },
          { label: t`Date`, render: ({ created_at }) => formatDateTime(created_at) },
        ]}
        empty={<State icon={Receipt} title={<Trans>Nothing has been charged</Trans>} />}
      />
    </section>
  )
}
