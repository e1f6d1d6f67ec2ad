import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { oneOf, useWrites } from '~/api/queries'
import { Badge } from '~/kit/bits'
import { RecordForm } from '~/kit/form'
import { Card, CardHead } from '~/kit/page'
import { RecordPage } from '~/kit/record-page'
import { say } from '~/kit/toast'
import { formatDateTime } from '~/lib/time'
import { type Campaign, campaigns, senders } from '../resources'
import { Audience } from './audience'
import { Content } from './content'
import { TONES, useCampaignWords, useNameField, useSenderFields } from './fields'
import { Recipients } from './recipients'
import { Review } from './review'
import { Stats } from './stats'
import { Steps } from './steps'

/** One campaign: made ready, sent, and what became of it. */
export default function CampaignRecord() {
  const { t } = useLingui()
  const { states } = useCampaignWords()
  return (
    <RecordPage
      resource={campaigns}
      permission="crm.campaigns"
      back={{ to: '/crm/campaigns', label: t`Campaigns` }}
      title={({ name }) => name}
      subtitle={({ state }) => <Badge tone={TONES[state]}>{states[state]}</Badge>}
      fields={useNameField()}
      actions={(row) => <Steps campaign={row} />}
      facts={(row) => [
        [t`Sender`, row.sender_id && <SenderName key="sender" id={row.sender_id} />],
        [t`Recipients`, row.recipients],
        [t`Mails an hour, at most`, row.throttle_per_hour],
        [t`Stopped because`, row.reason?.replaceAll('_', ' ')],
        [t`Starts`, row.state === 'scheduled' && row.scheduled_at && formatDateTime(row.scheduled_at)],
        [t`Started`, row.started_at && formatDateTime(row.started_at)],
        [t`Finished`, row.finished_at && formatDateTime(row.finished_at)],
        [t`Winner`, row.winner !== null && t`Variant ${row.winner + 1}`],
      ]}
    >
      {(row) =>
        row.state === 'draft' ? (
          <>
            <Audience key={row.id} campaign={row} />
            <Content key={`${row.id} content`} campaign={row} />
            <Sending campaign={row} />
            <Review campaign={row} />
          </>
        ) : (
          <>
            <Stats campaign={row} />
            <Recipients campaign={row} />
          </>
        )
      }
    </RecordPage>
  )
}

function SenderName({ id }: { id: string }) {
  const sender = useQuery(oneOf(senders, id)).data
  return sender ? `${sender.name} <${sender.address}>` : '…'
}

function Sending({ campaign }: { campaign: Campaign }) {
  const { t } = useLingui()
  const { update } = useWrites(campaigns)
  return (
    <Card>
      <CardHead title={<Trans>Sender</Trans>} />
      <div className="p-4">
        <RecordForm
          fields={useSenderFields()}
          row={campaign}
          submit={t`Save the sender`}
          onSave={async (body) => {
            await update.mutateAsync({ row: campaign, body })
            say(t`Saved`)
          }}
        />
      </div>
    </Card>
  )
}
