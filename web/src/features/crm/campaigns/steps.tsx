import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { Button } from '~/kit/button'
import { Ask } from '~/kit/overlay'
import { useAct } from '~/kit/use-act'
import { type Campaign, campaigns, recipients } from '../resources'

type Step = 'pause' | 'resume' | 'cancel' | 'unschedule'

/** What may happen to a campaign that is on its way. */
export function Steps({ campaign }: { campaign: Campaign }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const navigate = useNavigate()
  const [asking, setAsking] = useState(false)
  const params = { params: { path: { campaign_id: campaign.id } } }
  const act = useAct(
    (step: Step) => {
      if (step === 'pause') return data(crm.POST('/api/v1/crm/campaigns/{campaign_id}/pause', params))
      if (step === 'resume') return data(crm.POST('/api/v1/crm/campaigns/{campaign_id}/resume', params))
      if (step === 'cancel') return data(crm.POST('/api/v1/crm/campaigns/{campaign_id}/cancel', params))
      return data(crm.POST('/api/v1/crm/campaigns/{campaign_id}/unschedule', params))
    },
    campaigns,
    recipients,
  )
  const copy = useAct(async () => {
    const made = await data(crm.POST('/api/v1/crm/campaigns/{campaign_id}/duplicate', params))
    await navigate(`/crm/campaigns/${made.id}`)
  }, campaigns)
  const sends = can('crm.campaigns:send')
  const { state } = campaign
  const button = (step: Step, label: React.ReactNode) => (
    <Button pending={act.isPending} onClick={() => act.mutate(step)}>
      {label}
    </Button>
  )
  return (
    <>
      {sends && state === 'running' && button('pause', <Trans>Pause</Trans>)}
      {sends && state === 'paused' && button('resume', <Trans>Go on</Trans>)}
      {sends && state === 'scheduled' && button('unschedule', <Trans>Do not start</Trans>)}
      {sends && (state === 'running' || state === 'paused') && (
        <Button look="danger" onClick={() => setAsking(true)}>
          <Trans>Stop for good</Trans>
        </Button>
      )}
      {can('crm.campaigns:write') && (
        <Button pending={copy.isPending} onClick={() => copy.mutate()}>
          <Trans>Duplicate</Trans>
        </Button>
      )}
      <Ask
        title={t`Stop this campaign?`}
        open={asking}
        onClose={() => setAsking(false)}
        action={t`Stop for good`}
        danger
        onConfirm={() => {
          setAsking(false)
          act.mutate('cancel')
        }}
      >
        <Trans>Who has not got the mail yet will not get it. This cannot be undone.</Trans>
      </Ask>
    </>
  )
}
