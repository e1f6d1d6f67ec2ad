import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState, useSyncExternalStore } from 'react'
import { useNavigate, useParams } from 'react-router'
import { workspacesQuery } from '~/api/access'
import { data, workspace } from '~/api/clients'
import { isProblem } from '~/api/problem'
import { current, signOut, subscribe } from '~/api/session'
import { chooseWorkspace } from '~/api/workspace'
import { Button, ButtonLink } from '~/kit/button'
import { usePageTitle } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'
import { formatDateTime } from '~/lib/time'

/** Who invites whom as what, and the choice to take it. */
export default function Invitation() {
  const { token = '' } = useParams()
  const path = { token }
  const shown = useQuery({
    queryKey: ['public', 'workspace', 'invitations', token],
    queryFn: () => data(workspace.GET('/api/v1/workspace/public/invitations/{token}', { params: { path } })),
  })
  if (shown.isPending) return <Skeleton rows={3} />
  if (shown.isError) return <Failure error={shown.error} onRetry={() => shown.refetch()} />
  return <Shown invitation={shown.data} token={token} onChange={() => shown.refetch()} />
}

interface ShownProps {
  invitation: {
    email: string
    expires_at: string
    inviter: string | null
    message: string | null
    role_name: string
    state: string
    workspace_name: string
  }
  token: string
  onChange: () => void
}

function Shown({ invitation, token, onChange }: ShownProps) {
  const { t } = useLingui()
  const navigate = useNavigate()
  const client = useQueryClient()
  const session = useSyncExternalStore(subscribe, current)
  const [pending, setPending] = useState(false)
  const [failure, setFailure] = useState('')
  const title = t`Join ${invitation.workspace_name}`
  const heading = usePageTitle(title)
  const user = session.status === 'in' ? session.user : null
  const next = `?next=${encodeURIComponent(`/invitations/${token}`)}`
  const run = async (work: () => Promise<unknown>) => {
    setPending(true)
    setFailure('')
    try {
      await work()
    } catch (error) {
      setFailure(isProblem(error) ? error.message : t`That did not work.`)
    }
    setPending(false)
  }
  const accept = () =>
    run(async () => {
      const joined = await data(workspace.POST('/api/v1/workspace/invitations/accept', { body: { token } }))
      await client.invalidateQueries({ queryKey: workspacesQuery().queryKey })
      chooseWorkspace(joined.workspace_id)
      await navigate('/dashboard', { replace: true })
    })
  const decline = () =>
    run(async () => {
      await data(
        workspace.POST('/api/v1/workspace/public/invitations/{token}/decline', {
          params: { path: { token } },
        }),
      )
      onChange()
    })
  const open = ['sent', 'pending'].includes(invitation.state)
  const mine = user?.email.toLowerCase() === invitation.email.toLowerCase()
  return (
    <>
      <h1 ref={heading} tabIndex={-1} className="text-3xl font-semibold tracking-tight text-balance">
        {title}
      </h1>
      <p className="mt-2 text-sm text-muted">
        {invitation.inviter ? (
          <Trans>
            {invitation.inviter} invites {invitation.email} as {invitation.role_name}.
          </Trans>
        ) : (
          <Trans>
            {invitation.email} is invited as {invitation.role_name}.
          </Trans>
        )}
      </p>
      {invitation.message && (
        <blockquote dir="auto" className="mt-4 border-s-2 border-line ps-4 text-sm">
          {invitation.message}
        </blockquote>
      )}
      {failure && (
        <p role="alert" className="mt-6 rounded-lg border border-danger px-3 py-2.5 text-sm">
          {failure}
        </p>
      )}
      <div className="mt-8 flex flex-wrap gap-2">
        {!open && (
          <p role="status" className="text-sm">
            {invitation.state === 'expired' ? (
              <Trans>This invitation has ended. Ask for a new one.</Trans>
            ) : invitation.state === 'accepted' ? (
              <Trans>This invitation has been accepted.</Trans>
            ) : (
              <Trans>This invitation is no longer open.</Trans>
            )}
          </p>
        )}
        {open && !user && (
          <>
            <ButtonLink look="primary" to={`/register${next}`}>
              <Trans>Create an account</Trans>
            </ButtonLink>
            <ButtonLink to={`/login${next}`}>
              <Trans>Sign in</Trans>
            </ButtonLink>
          </>
        )}
        {open && user && mine && (
          <>
            <Button look="primary" pending={pending} onClick={accept}>
              <Trans>Accept</Trans>
            </Button>
            <Button onClick={decline}>
              <Trans>Decline</Trans>
            </Button>
          </>
        )}
        {open && user && !mine && (
          <>
            <p className="w-full text-sm">
              <Trans>You are signed in as {user.email}. The invitation is for another address.</Trans>
            </p>
            <Button onClick={() => signOut()}>
              <Trans>Sign out</Trans>
            </Button>
          </>
        )}
      </div>
      {open && (
        <p className="mt-6 text-xs text-muted">
          <Trans>Open until {formatDateTime(invitation.expires_at)}.</Trans>
        </p>
      )}
    </>
  )
}
