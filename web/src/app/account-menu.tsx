import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Check, ChevronsUpDown, LogOut, Monitor, Moon, Plus, Settings, Sun, UserRound } from 'lucide-react'
import { useNavigate } from 'react-router'
import { useAccess, useUser, workspacesQuery } from '~/api/access'
import { chooseWorkspace, workspaceId } from '~/api/workspace'
import { Avatar } from '~/kit/bits'
import { Actions } from '~/kit/overlay'
import { chooseTheme } from '~/lib/theme'
import { useSignOut } from './use-sign-out'

/** Which workspace this is, and the others. A switch forgets everything that was read in the old one. */
export function WorkspaceSwitcher() {
  const { t } = useLingui()
  const { workspace } = useAccess()
  const spaces = useQuery(workspacesQuery()).data ?? []
  const client = useQueryClient()
  const navigate = useNavigate()
  const enter = async (id: string) => {
    if (id === workspaceId()) return
    await client.cancelQueries()
    chooseWorkspace(id)
    client.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== 'me' && queryKey[0] !== id })
    await navigate('/dashboard')
  }
  return (
    <Actions
      label={t`Workspace: ${workspace.name}`}
      className="flex min-h-11 min-w-0 items-center gap-2 rounded-lg px-2 text-sm font-medium hover:bg-hover md:-ms-2"
      actions={[
        ...spaces.map(({ id, name }) => ({
          id,
          label: name,
          icon: id === workspace.id ? <Check aria-hidden className="size-4" /> : <span className="size-4" />,
          run: () => enter(id),
        })),
        {
          id: 'new',
          label: t`New workspace`,
          icon: <Plus aria-hidden className="size-4" />,
          run: () => navigate('/workspaces?new=1'),
        },
      ]}
    >
      <Avatar name={workspace.name} />
      <span className="truncate" dir="auto">
        {workspace.name}
      </span>
      <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted" />
    </Actions>
  )
}

export function AccountMenu() {
  const { t } = useLingui()
  const user = useUser()
  const navigate = useNavigate()
  const { leave, question } = useSignOut()
  const icon = 'size-4 text-muted'
  return (
    <>
      {question}
      <Actions
        label={t`Account of ${user.name}`}
        className="grid size-11 shrink-0 place-items-center rounded-lg hover:bg-hover"
        header={
          <div className="border-b border-line px-3 pt-2 pb-3">
            <p className="truncate text-sm font-medium" dir="auto">
              {user.name}
            </p>
            <p className="truncate text-xs text-muted">{user.email}</p>
          </div>
        }
        actions={[
          {
            id: 'profile',
            label: t`Your profile`,
            icon: <UserRound aria-hidden className={icon} />,
            run: () => navigate('/account/profile'),
          },
          {
            id: 'settings',
            label: t`Settings`,
            icon: <Settings aria-hidden className={icon} />,
            run: () => navigate('/settings/general'),
          },
          {
            id: 'dark',
            label: t`Dark theme`,
            icon: <Moon aria-hidden className={icon} />,
            run: () => chooseTheme('dark'),
          },
          {
            id: 'light',
            label: t`Light theme`,
            icon: <Sun aria-hidden className={icon} />,
            run: () => chooseTheme('light'),
          },
          {
            id: 'system',
            label: t`Theme of the device`,
            icon: <Monitor aria-hidden className={icon} />,
            run: () => chooseTheme('system'),
          },
          {
            id: 'out',
            label: t`Sign out`,
            icon: <LogOut aria-hidden className={icon} />,
            run: () => void leave(),
          },
        ]}
      >
        <Avatar name={user.name} src={user.avatar_url} />
        <span className="sr-only">
          <Trans>Account</Trans>
        </span>
      </Actions>
    </>
  )
}
