import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { useUser, workspacesQuery } from '~/api/access'
import { data, workspace } from '~/api/clients'
import type { components } from '~/api/gen/workspace'
import { listOf } from '~/api/queries'
import { chooseWorkspace, workspaceId } from '~/api/workspace'
import { Button } from '~/kit/button'
import { SelectField } from '~/kit/field'
import { Loaded } from '~/kit/loaded'
import { Ask } from '~/kit/overlay'
import { Card, CardHead } from '~/kit/page'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { formatDateTime } from '~/lib/time'
import { SettingsPage } from '../embed'
import { members } from '../team/resources'

type Space = components['schemas']['WorkspaceRead']

/** What ends something: leaving, handing over, closing. */
export default function Danger() {
  const user = useUser()
  // The notification of an offer leads here with it.
  const offered = useSearchParams()[0].has('accept')
  const query = useQuery({
    queryKey: [workspaceId(), 'workspace', 'current'],
    queryFn: () => data(workspace.GET('/api/v1/workspace/workspaces/current')),
  })
  return (
    <SettingsPage>
      <Loaded query={query}>
        {(space) => (
          <div className="space-y-6">
            {space.primary_owner_id === user.id ? (
              <>
                <HandOver space={space} />
                {space.status === 'closed' ? <Reopen space={space} /> : <Close space={space} />}
              </>
            ) : (
              <>
                {offered && <TakeOver space={space} />}
                <Leave space={space} />
              </>
            )}
          </div>
        )}
      </Loaded>
    </SettingsPage>
  )
}

function Act({ title, text, children }: { title: ReactNode; text: ReactNode; children: ReactNode }) {
  return (
    <Card>
      <CardHead title={title} />
      <div className="flex flex-wrap items-end justify-between gap-4 p-4">
        <p className="max-w-md text-sm text-muted">{text}</p>
        {children}
      </div>
    </Card>
  )
}

const about = ({ id }: Space) => ({ params: { path: { workspace_id: id } } })
const current = { key: () => [workspaceId(), 'workspace', 'current'] }
const own = { key: () => workspacesQuery().queryKey }

/** Out of a workspace: what was read in it is forgotten. */
function useExit() {
  const client = useQueryClient()
  const navigate = useNavigate()
  return async () => {
    const left = workspaceId()
    await client.cancelQueries()
    chooseWorkspace(null)
    client.removeQueries({ queryKey: [left] })
    await client.refetchQueries({ queryKey: workspacesQuery().queryKey })
    await navigate('/workspaces')
  }
}

function TakeOver({ space }: { space: Space }) {
  const { t } = useLingui()
  const take = useAct(
    async () => {
      await data(workspace.POST('/api/v1/workspace/workspaces/{workspace_id}/accept-transfer', about(space)))
      say(t`You are the owner now.`)
    },
    { key: () => [workspaceId(), 'workspace'] },
    own,
  )
  return (
    <Act
      title={<Trans>Take the workspace over</Trans>}
      text={<Trans>You decide about plan, money and members from then on.</Trans>}
    >
      <Button look="primary" pending={take.isPending} onClick={() => take.mutate()}>
        <Trans>Accept</Trans>
      </Button>
    </Act>
  )
}

function Leave({ space }: { space: Space }) {
  const { t } = useLingui()
  const [asked, setAsked] = useState(false)
  const exit = useExit()
  const leave = useAct(async () => {
    await data(workspace.POST('/api/v1/workspace/workspaces/{workspace_id}/leave', about(space)))
    await exit()
  })
  return (
    <Act
      title={<Trans>Leave this workspace</Trans>}
      text={<Trans>You lose access at once. What you have made here stays.</Trans>}
    >
      <Button look="danger" onClick={() => setAsked(true)}>
        <Trans>Leave</Trans>
      </Button>
      <Ask
        title={t`Leave ${space.name}?`}
        open={asked}
        onClose={() => setAsked(false)}
        action={t`Leave`}
        danger
        pending={leave.isPending}
        onConfirm={() => leave.mutate()}
      >
        <Trans>Somebody has to invite you again before you can come back.</Trans>
      </Ask>
    </Act>
  )
}

function HandOver({ space }: { space: Space }) {
  const { t } = useLingui()
  const user = useUser()
  const [to, setTo] = useState('')
  const [asked, setAsked] = useState(false)
  const others = (useQuery(listOf(members, { limit: 100 })).data?.items ?? []).filter(
    ({ user_id, status }) => user_id !== user.id && status === 'active',
  )
  const offer = useAct(async () => {
    setAsked(false)
    await data(
      workspace.POST('/api/v1/workspace/workspaces/{workspace_id}/transfer', {
        ...about(space),
        body: { slug: space.slug, user_id: to },
      }),
    )
    say(t`It is offered. They have seven days to accept.`)
  }, current)
  const name = others.find(({ user_id }) => user_id === to)?.name ?? ''
  return (
    <Act
      title={<Trans>Hand the workspace over</Trans>}
      text={<Trans>Somebody else becomes its owner when they accept; you stay as an admin.</Trans>}
    >
      <SelectField label={t`New owner`} value={to} onChange={(event) => setTo(event.target.value)}>
        <option value="">–</option>
        {others.map((member) => (
          <option key={member.id} value={member.user_id}>
            {member.name ?? member.email}
          </option>
        ))}
      </SelectField>
      <Button look="danger" disabled={to === ''} pending={offer.isPending} onClick={() => setAsked(true)}>
        <Trans>Hand over</Trans>
      </Button>
      <Ask
        title={t`Hand ${space.name} over to ${name}?`}
        open={asked}
        onClose={() => setAsked(false)}
        action={t`Hand over`}
        danger
        typed={space.slug}
        onConfirm={() => offer.mutate()}
      >
        <Trans>They will decide about plan, money and members.</Trans>
      </Ask>
    </Act>
  )
}

function Close({ space }: { space: Space }) {
  const { t } = useLingui()
  const [asked, setAsked] = useState(false)
  const close = useAct(
    async () => {
      setAsked(false)
      await data(
        workspace.POST('/api/v1/workspace/workspaces/{workspace_id}/close', {
          ...about(space),
          body: { slug: space.slug },
        }),
      )
    },
    current,
    own,
  )
  return (
    <Act
      title={<Trans>Close the workspace</Trans>}
      text={
        <Trans>
          Its pages go offline and nothing can be changed any more. You can reopen it for 30 days; after 90
          days everything in it is erased.
        </Trans>
      }
    >
      <Button look="danger" pending={close.isPending} onClick={() => setAsked(true)}>
        <Trans>Close</Trans>
      </Button>
      <Ask
        title={t`Close ${space.name}?`}
        open={asked}
        onClose={() => setAsked(false)}
        action={t`Close workspace`}
        danger
        typed={space.slug}
        onConfirm={() => close.mutate()}
      >
        <Trans>Everybody in it loses the use of it.</Trans>
      </Ask>
    </Act>
  )
}

function Reopen({ space }: { space: Space }) {
  const reopen = useAct(
    () => data(workspace.POST('/api/v1/workspace/workspaces/{workspace_id}/reopen', about(space))),
    current,
    own,
  )
  return (
    <Act
      title={<Trans>This workspace is closed</Trans>}
      text={space.purge_at && <Trans>It is erased on {formatDateTime(space.purge_at)}.</Trans>}
    >
      <Button look="primary" pending={reopen.isPending} onClick={() => reopen.mutate()}>
        <Trans>Reopen</Trans>
      </Button>
    </Act>
  )
}
