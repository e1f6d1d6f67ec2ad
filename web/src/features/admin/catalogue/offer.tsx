import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useLocation, useNavigate, useParams } from 'react-router'
import { useAccess } from '~/api/access'
import { listOf } from '~/api/queries'
import { Ago } from '~/kit/bits'
import { Deeds, deed } from '~/kit/deeds'
import { Card, CardHead, Page } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'
import { named } from '~/lib/i18n'
import { formatMoney } from '~/lib/money'
import { State } from '../bits'
import { useReason } from '../fields'
import { type Offer as OfferRow, planChanges } from '../resources'
import { analyse } from './plan-change-calls'
import { type Terms, useTermFields, type Version } from './terms'
import { type Offering, offeringOf, publish, versionsOf } from './versions'

/** A plan or bundle with every version of its terms. */
export default function Offer() {
  const { t } = useLingui()
  const { id = '' } = useParams()
  const kind: Offering = useLocation().pathname.includes('/bundles/') ? 'bundles' : 'plans'
  const offers = useQuery(listOf(offeringOf(kind)))
  const versions = useQuery(versionsOf(kind, id))
  const broken = offers.error ?? versions.error
  if (broken)
    return <Failure error={broken} onRetry={() => Promise.all([offers.refetch(), versions.refetch()])} />
  const offer = offers.data?.items.find((one) => one.id === id)
  if (!offer || !versions.data) return <Skeleton />
  const current = versions.data.find(({ number }) => number === offer.current)
  return (
    <Page
      title={named(offer.names, offer.key)}
      description={<State of={offer.status} />}
      actions={current && <OfferDeeds kind={kind} offer={offer} current={current} />}
    >
      <Card>
        <CardHead title={<Trans>Versions</Trans>} />
        <ol aria-label={t`Versions`}>
          {versions.data.map((version) => (
            <li key={version.id} className="border-b border-line p-4 text-sm last:border-0">
              <p className="font-medium">
                <Trans>Version {version.number}</Trans>{' '}
                {version.number === offer.current && <State of="on" />}
              </p>
              <p className="mt-1">
                <Price version={version} />
              </p>
              <p className="mt-1 text-muted">
                {Object.entries(version.limits)
                  .map(([name, limit]) => `${name} = ${limit}`)
                  .join(', ')}
              </p>
              <p className="mt-1 text-muted">
                {version.reason} · <Ago time={version.published_at} />
              </p>
            </li>
          ))}
        </ol>
      </Card>
    </Page>
  )
}

function Price({ version }: { version: Version }) {
  const money = (amount: number) => formatMoney({ amount, currency: version.currency })
  return (
    <Trans>
      {money(version.month_amount)} a month, {money(version.year_amount)} a year
    </Trans>
  )
}

interface DeedsProps {
  kind: Offering
  offer: OfferRow
  current: Version
}

function OfferDeeds({ kind, offer, current }: DeedsProps) {
  const { t } = useLingui()
  const { can } = useAccess()
  const navigate = useNavigate()
  const reason = useReason()
  const fields = useTermFields(current.currency)
  if (!can('platform.catalogue:write')) return null
  const stored = { ...current, reason: null } as unknown as Record<string, unknown>
  return (
    <Deeds
      changes={[offeringOf(kind), planChanges]}
      deeds={[
        deed<Terms>({
          id: 'publish',
          label: t`New terms`,
          text: (
            <Trans>
              New customers pay this at once. Who subscribed before keeps the present terms, except that
              raised limits reach everybody. Moving them is a step of its own, which first shows what each
              would pay.
            </Trans>
          ),
          fields,
          row: stored,
          done: t`The new terms hold for new customers.`,
          run: (body, key) => publish(kind, offer.id, body, key),
        }),
        deed<{ reason: string }>({
          id: 'move',
          label: t`Move old subscribers`,
          text: (
            <Trans>
              Nothing happens yet: the next page shows whom it touches and what they would pay, and nobody is
              told before you set a day.
            </Trans>
          ),
          fields: [reason],
          done: t`This is what it would do.`,
          run: async (body, key) => {
            const made = await planChanges.create(
              { ...body, kind: kind === 'plans' ? 'plan' : 'bundle', key: offer.key },
              key,
            )
            await analyse(made.id)
            await navigate(`/admin/catalogue/plan-changes/${made.id}`)
          },
        }),
      ]}
    />
  )
}
