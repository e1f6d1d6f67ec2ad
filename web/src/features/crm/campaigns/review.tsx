import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { CircleCheck, TriangleAlert } from 'lucide-react'
import { useState } from 'react'
import { Link } from 'react-router'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { refetch } from '~/api/queries'
import { Button } from '~/kit/button'
import { RecordForm } from '~/kit/form'
import { Ask, Sheet } from '~/kit/overlay'
import { Card, CardHead } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { type Campaign, campaigns, recipients } from '../resources'

/** Where what a check misses is put right. */
const PLACES: Record<string, string> = {
  no_sender: '/crm/senders',
  sender_unverified: '/crm/senders',
  domain_unverified: '/crm/mail-domains',
  missing_postal_address: '/crm/mail-settings',
  no_list: '/crm/lists',
  no_template: '/crm/templates',
}

/** What the server still misses, and the ways to send: a test, now, or later. */
export function Review({ campaign }: { campaign: Campaign }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const client = useQueryClient()
  const [open, setOpen] = useState<'test' | 'later' | 'now' | null>(null)
  const params = { params: { path: { campaign_id: campaign.id } } }
  const look = useQuery({
    queryKey: [...campaigns.key(), 'preflight', campaign.id, campaign.version],
    queryFn: () => data(crm.GET('/api/v1/crm/campaigns/{campaign_id}/preflight', params)),
    staleTime: 0,
  })
  const start = useAct(
    () => data(crm.POST('/api/v1/crm/campaigns/{campaign_id}/start', params)),
    campaigns,
    recipients,
  )
  const ready = look.data?.ready ?? false
  const count = look.data?.audience ?? 0
  return (
    <Card>
      <CardHead title={<Trans>Review</Trans>}>
        <Button pending={look.isFetching} onClick={() => look.refetch()}>
          <Trans>Check again</Trans>
        </Button>
      </CardHead>
      <div className="space-y-4 p-4">
        {look.isPending && <Skeleton rows={2} />}
        {look.isError && !look.data && <Failure error={look.error} onRetry={() => look.refetch()} />}
        {look.data && (
          <p role="status" className="text-sm">
            <Plural value={count} one="It would go to # address." other="It would go to # addresses." />
          </p>
        )}
        <ul aria-label={t`What is missing`} className="space-y-2 text-sm">
          {look.data?.blockers.map(({ code, detail, variant }) => (
            <li key={`${code} ${variant}`} className="flex items-start gap-2">
              <TriangleAlert aria-hidden className="mt-0.5 size-4 shrink-0 text-warning" />
              <span>
                {detail}{' '}
                {PLACES[code] && (
                  <Link to={PLACES[code]} className="underline underline-offset-4">
                    <Trans>Put it right</Trans>
                  </Link>
                )}
              </span>
            </li>
          ))}
          {ready && (
            <li className="flex items-center gap-2">
              <CircleCheck aria-hidden className="size-4 text-success" />
              <Trans>Nothing is missing.</Trans>
            </li>
          )}
        </ul>
        {can('crm.campaigns:send') && (
          <div className="flex flex-wrap justify-end gap-2">
            <Button disabled={campaign.variants.length === 0} onClick={() => setOpen('test')}>
              <Trans>Send a test</Trans>
            </Button>
            <Button disabled={!ready} onClick={() => setOpen('later')}>
              <Trans>Schedule</Trans>
            </Button>
            <Button look="primary" disabled={!ready} pending={start.isPending} onClick={() => setOpen('now')}>
              <Trans>Send now</Trans>
            </Button>
          </div>
        )}
      </div>
      <Ask
        title={t`Send this campaign?`}
        open={open === 'now'}
        onClose={() => setOpen(null)}
        action={t`Send to ${count}`}
        onConfirm={() => {
          setOpen(null)
          start.mutate()
        }}
      >
        <Trans>What has been sent cannot be called back.</Trans>
      </Ask>
      <Sheet title={t`Send a test`} open={open === 'test'} onClose={() => setOpen(null)}>
        <TestForm campaign={campaign} onDone={() => setOpen(null)} />
      </Sheet>
      <Sheet title={t`Schedule`} open={open === 'later'} onClose={() => setOpen(null)}>
        <RecordForm<{ at: string; send_local: string }, object>
          fields={[
            { name: 'at', label: t`Starts`, kind: 'datetime', required: true },
            {
              name: 'send_local',
              label: t`By whose clock`,
              kind: 'select',
              required: true,
              read: () => 'no',
              options: [
                { value: 'no', label: t`At this moment for everybody` },
                { value: 'yes', label: t`When each recipient's own clock shows this time` },
              ],
            },
          ]}
          submit={t`Schedule`}
          onCancel={() => setOpen(null)}
          onSave={async ({ at = '', send_local }) => {
            await data(
              crm.POST('/api/v1/crm/campaigns/{campaign_id}/schedule', {
                ...params,
                body: { at, send_local: send_local === 'yes' },
              }),
            )
            say(t`Scheduled`)
            await refetch(client, campaigns)
          }}
        />
      </Sheet>
    </Card>
  )
}

function TestForm({ campaign, onDone }: { campaign: Campaign; onDone: () => void }) {
  const { t } = useLingui()
  return (
    <RecordForm<{ to: string; variant: string }, object>
      fields={[
        {
          name: 'to',
          label: t`To`,
          kind: 'email',
          required: true,
          hint: t`The address of one of your verified senders.`,
        },
        ...(campaign.variants.length > 1
          ? [
              {
                name: 'variant' as const,
                label: t`Variant`,
                kind: 'select' as const,
                required: true,
                read: () => '0',
                options: campaign.variants.map((_, index) => ({
                  value: String(index),
                  label: t`Variant ${index + 1}`,
                })),
              },
            ]
          : []),
      ]}
      submit={t`Send a test`}
      onCancel={onDone}
      onSave={async ({ to = '', variant = '0' }) => {
        await data(
          crm.POST('/api/v1/crm/campaigns/{campaign_id}/test', {
            params: { path: { campaign_id: campaign.id } },
            body: { to, variant: Number(variant) },
          }),
        )
        say(t`The test is on its way.`)
        onDone()
      }}
    />
  )
}
