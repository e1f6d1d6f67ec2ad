import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { crm, data } from '~/api/clients'
import { refetch } from '~/api/queries'
import { Button } from '~/kit/button'
import { RecordForm } from '~/kit/form'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { type Sender, senders } from '../resources'

/** A code goes to the address; whoever reads it there may send from it. */
export function Prove({ sender, onDone }: { sender: Sender; onDone: () => void }) {
  const { t } = useLingui()
  const client = useQueryClient()
  const params = { params: { path: { sender_id: sender.id } } }
  const send = useAct(() => data(crm.POST('/api/v1/crm/senders/{sender_id}/send-code', params)), senders)
  return (
    <div className="space-y-6">
      <p className="text-sm text-muted">
        <Trans>We send a code of six digits to {sender.address}. It is good for an hour.</Trans>
      </p>
      <Button pending={send.isPending} onClick={() => send.mutate()}>
        {send.data ? <Trans>Send another code</Trans> : <Trans>Send the code</Trans>}
      </Button>
      <RecordForm<{ code: string }, object>
        fields={[{ name: 'code', label: t`Code`, required: true, autoComplete: 'one-time-code' }]}
        submit={t`Prove`}
        onCancel={onDone}
        onSave={async ({ code = '' }) => {
          await data(crm.POST('/api/v1/crm/senders/{sender_id}/verify', { ...params, body: { code } }))
          await refetch(client, senders)
          say(t`The address is proven.`)
          onDone()
        }}
      />
    </div>
  )
}
