import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { MailPlus } from 'lucide-react'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import { refetch } from '~/api/queries'
import { Ago, Badge, type Tone } from '~/kit/bits'
import { List } from '~/kit/list'
import { State } from '~/kit/states'
import { say, warn } from '~/kit/toast'
import { formatDateTime } from '~/lib/time'
import { invitations } from './resources'
import { TeamPage } from './tabs'

const TONES: Record<string, Tone> = {
  accepted: 'success',
  sent: 'accent',
  pending: 'accent',
  declined: 'danger',
}
const OPEN = ['sent', 'pending', 'expired', 'failed']

/** Who has been asked in, and what came of it. */
export default function Invitations() {
  const { t } = useLingui()
  const { can } = useAccess()
  const client = useQueryClient()
  const act = useMutation({
    mutationFn: ({ id, step }: { id: string; step: 'resend' | 'cancel' }) => {
      const params = { params: { path: { invitation_id: id } } }
      return step === 'resend'
        ? data(workspace.POST('/api/v1/workspace/invitations/{invitation_id}/resend', params))
        : data(workspace.POST('/api/v1/workspace/invitations/{invitation_id}/cancel', params))
    },
    onSuccess: async (_, { step }) => {
      await refetch(client, invitations)
      if (step === 'resend') say(t`Sent again.`)
    },
    onError: (error) => warn(error.message),
  })
  return (
    <TeamPage>
      <List
        label={t`Invitations`}
        resource={invitations}
        columns={[
          { label: t`E-mail`, render: (row) => row.email },
          { label: t`Role`, render: (row) => row.role },
          { label: t`State`, render: (row) => <Badge tone={TONES[row.state] ?? 'plain'}>{row.state}</Badge> },
          { label: t`Sent`, render: (row) => <Ago time={row.created_at} /> },
          { label: t`Ends`, render: (row) => formatDateTime(row.expires_at) },
        ]}
        actions={(row) =>
          can('workspace.invitations:write') && OPEN.includes(row.state)
            ? [
                { id: 'resend', label: t`Send again`, run: () => act.mutate({ id: row.id, step: 'resend' }) },
                {
                  id: 'cancel',
                  label: t`Withdraw`,
                  danger: true,
                  run: () => act.mutate({ id: row.id, step: 'cancel' }),
                },
              ]
            : []
        }
        empty={
          <State icon={MailPlus} title={<Trans>No invitations yet</Trans>}>
            <Trans>Whom you invite gets a mail with a link that works for some days.</Trans>
          </State>
        }
      />
    </TeamPage>
  )
}
