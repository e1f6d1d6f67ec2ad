import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Users } from 'lucide-react'
import { useState } from 'react'
import { useAccess, useUser } from '~/api/access'
import { data, workspace } from '~/api/clients'
import { listOf, refetch, useWrites } from '~/api/queries'
import type { RowOf } from '~/api/resource'
import { Avatar, Badge } from '~/kit/bits'
import { RecordForm } from '~/kit/form'
import { List } from '~/kit/list'
import { type Action, Ask, Sheet } from '~/kit/overlay'
import { State } from '~/kit/states'
import { say, warn } from '~/kit/toast'
import { formatDateTime } from '~/lib/time'
import { members, roles } from './resources'
import { TeamPage } from './tabs'

type Member = RowOf<'/api/v1/workspace/members'>
type Step = 'suspend' | 'reactivate'

/** Who belongs to the workspace, with which rights. */
export default function Team() {
  const { t } = useLingui()
  const { can } = useAccess()
  const me = useUser()
  const client = useQueryClient()
  const { update, remove } = useWrites(members)
  const [changed, setChanged] = useState<Member | null>(null)
  const [leaving, setLeaving] = useState<Member | null>(null)
  const offered = useQuery(listOf(roles, { limit: 100 })).data?.items ?? []
  const nameOf = (key: string) => offered.find((role) => role.key === key)?.name ?? key
  const act = useMutation({
    mutationFn: ({ id, step }: { id: string; step: Step }) => {
      const params = { params: { path: { member_id: id } } }
      return step === 'suspend'
        ? data(workspace.POST('/api/v1/workspace/members/{member_id}/suspend', params))
        : data(workspace.POST('/api/v1/workspace/members/{member_id}/reactivate', params))
    },
    onSuccess: () => refetch(client, members),
    onError: (error) => warn(error.message),
  })
  const actions = (member: Member): Action[] => {
    if (!can('workspace.members:write') || member.user_id === me.id) return []
    return [
      { id: 'role', label: t`Change role`, run: () => setChanged(member) },
      member.status === 'suspended'
        ? { id: 'back', label: t`Let in again`, run: () => act.mutate({ id: member.id, step: 'reactivate' }) }
        : { id: 'suspend', label: t`Suspend`, run: () => act.mutate({ id: member.id, step: 'suspend' }) },
      { id: 'remove', label: t`Remove`, danger: true, run: () => setLeaving(member) },
    ]
  }
  return (
    <TeamPage>
      <List
        label={t`Members`}
        resource={members}
        columns={[
          {
            label: t`Name`,
            render: (member) => (
              <span className="flex items-center gap-3">
                <Avatar name={member.name ?? member.email ?? '?'} />
                <span className="truncate">{member.name ?? member.email}</span>
              </span>
            ),
          },
          { label: t`E-mail`, render: (member) => member.email ?? '–' },
          { label: t`Role`, render: (member) => nameOf(member.role) },
          {
            label: t`State`,
            render: (member) =>
              member.status === 'active' ? (
                <Badge tone="success">
                  <Trans>Active</Trans>
                </Badge>
              ) : (
                <Badge tone="warning">{member.status}</Badge>
              ),
          },
          { label: t`Joined`, render: (member) => formatDateTime(member.joined_at) },
        ]}
        actions={actions}
        empty={<State icon={Users} title={<Trans>Nobody is here yet</Trans>} />}
      />
      <Sheet title={t`Change role`} open={changed !== null} onClose={() => setChanged(null)}>
        {changed && (
          <RecordForm
            fields={[
              {
                name: 'role',
                label: t`Role`,
                kind: 'select',
                required: true,
                options: offered.map((role) => ({ value: role.key, label: role.name })),
              },
              { name: 'title', label: t`Title`, hint: t`Such as “Sales”; only shown, it grants nothing.` },
            ]}
            row={changed}
            submit={t`Save`}
            onSave={async (body) => {
              await update.mutateAsync({ row: changed, body })
              setChanged(null)
              say(t`Saved`)
            }}
          />
        )}
      </Sheet>
      <Ask
        title={t`Remove ${leaving?.name ?? ''}?`}
        open={leaving !== null}
        onClose={() => setLeaving(null)}
        action={t`Remove`}
        danger
        pending={remove.isPending}
        onConfirm={async () => {
          if (leaving) await remove.mutateAsync(leaving.id).catch((error) => warn(error.message))
          setLeaving(null)
        }}
      >
        <Trans>They lose access at once. Their work stays.</Trans>
      </Ask>
    </TeamPage>
  )
}
