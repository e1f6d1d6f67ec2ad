import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { Tabs } from '~/kit/bits'
import { Button } from '~/kit/button'
import { Page } from '~/kit/page'
import { Invite } from './invite'

interface TeamPageProps {
  /** In place of inviting somebody. */
  action?: React.ReactNode
  children: React.ReactNode
}

/** What the pages of the team have in common. */
export function TeamPage({ action, children }: TeamPageProps) {
  const { t } = useLingui()
  const { can } = useAccess()
  const [open, setOpen] = useState(false)
  return (
    <Page
      title={t`Users`}
      actions={
        action ??
        (can('workspace.invitations:write') && (
          <Button look="primary" onClick={() => setOpen(true)}>
            <Trans>Invite</Trans>
          </Button>
        ))
      }
      tabs={
        <Tabs
          label={t`Team`}
          items={[
            { to: '/team', label: t`Members`, end: true },
            { to: '/team/invitations', label: t`Invitations` },
            { to: '/team/roles', label: t`Roles` },
          ]}
        />
      }
    >
      {children}
      <Invite open={open} onClose={() => setOpen(false)} />
    </Page>
  )
}
