import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { data, identity } from '~/api/clients'
import { isProblem } from '~/api/problem'
import { listOf } from '~/api/queries'
import { resource } from '~/api/resource'
import { Ago, Badge } from '~/kit/bits'
import { Button } from '~/kit/button'
import { RecordForm } from '~/kit/form'
import { Card, CardHead, Page } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'
import { say, warn } from '~/kit/toast'
import { AccountTabs } from './tabs'
import { Totp } from './totp'

/** How you sign in, and where you are signed in. */
export default function Security() {
  const { t } = useLingui()
  return (
    <Page title={t`Security`} narrow tabs={<AccountTabs />}>
      <div className="space-y-6">
        <Totp />
        <Password />
        <Sessions />
      </div>
    </Page>
  )
}

function Password() {
  const { t } = useLingui()
  return (
    <Card>
      <CardHead title={<Trans>Password</Trans>} />
      <div className="p-4">
        <RecordForm
          fields={[
            {
              name: 'current_password',
              label: t`Current password`,
              kind: 'password',
              required: true,
              autoComplete: 'current-password',
            },
            {
              name: 'new_password',
              label: t`New password`,
              kind: 'password',
              required: true,
              autoComplete: 'new-password',
            },
          ]}
          submit={t`Change password`}
          onSave={async (body) => {
            await data(
              identity.POST('/api/v1/identity/me/change-password', {
                body: body as { current_password: string; new_password: string },
              }),
            )
            say(t`Your password is changed. Other devices are signed out.`)
          }}
        />
      </div>
    </Card>
  )
}

const sessions = resource('/api/v1/identity/sessions')

function Sessions() {
  const { t } = useLingui()
  const client = useQueryClient()
  const list = useQuery(listOf(sessions, { limit: 100 }))
  const onSuccess = () => client.invalidateQueries({ queryKey: sessions.key() })
  const onError = (error: unknown) => warn(isProblem(error) ? error.message : t`That did not work.`)
  const end = useMutation({ mutationFn: (id: string) => sessions.remove(id), onSuccess, onError })
  const others = useMutation({
    mutationFn: () => data(identity.POST('/api/v1/identity/sessions/revoke-others')),
    onSuccess,
    onError,
  })
  return (
    <Card>
      <CardHead title={<Trans>Where you are signed in</Trans>}>
        {(list.data?.items.length ?? 0) > 1 && (
          <Button look="ghost" pending={others.isPending} onClick={() => others.mutate()}>
            <Trans>Sign out others</Trans>
          </Button>
        )}
      </CardHead>
      {list.isPending && <Skeleton rows={2} />}
      {list.isError && <Failure error={list.error} onRetry={() => list.refetch()} />}
      <ul>
        {list.data?.items.map((session) => (
          <li
            key={session.id}
            className="flex min-h-16 items-center gap-3 border-b border-line px-4 py-2 last:border-0"
          >
            <div className="min-w-0 flex-1">
              <p className="truncate text-sm">{session.name ?? device(session.user_agent)}</p>
              <p className="text-xs text-muted">
                {session.ip} · <Ago time={session.last_seen_at} />
              </p>
            </div>
            {session.current ? (
              <Badge tone="success">
                <Trans>This device</Trans>
              </Badge>
            ) : (
              <Button look="ghost" onClick={() => end.mutate(session.id)}>
                <Trans>Sign out</Trans>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}

/** Browser and system of a user agent, as people call them. */
function device(agent: string): string {
  const browser = /(Firefox|Edg|OPR|Chrome|Safari)\//.exec(agent)?.[1] ?? 'Browser'
  const system = /(iPhone|iPad|Android|Windows|Mac OS X|Linux)/.exec(agent)?.[1]
  const names: Record<string, string> = { Edg: 'Edge', OPR: 'Opera', 'Mac OS X': 'macOS' }
  return [browser, system].flatMap((name) => (name ? [names[name] ?? name] : [])).join(' · ')
}
