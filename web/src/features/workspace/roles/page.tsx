import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { ShieldCheck } from 'lucide-react'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { PERMISSIONS } from '~/api/gen/permissions'
import { Badge } from '~/kit/bits'
import { Button } from '~/kit/button'
import { List } from '~/kit/list'
import { type Action, Sheet } from '~/kit/overlay'
import { State } from '~/kit/states'
import { useAct } from '~/kit/use-act'
import { roles } from '../team/resources'
import { TeamPage } from '../team/tabs'
import { type Role, RoleForm } from './form'
import { Permissions } from './permissions'
import { spread } from './rules'

type Open = { what: 'new' } | { what: 'show' | 'edit' | 'copy'; role: Role }

/** What the roles of this workspace may do: the built-in ones, and those made here. */
export default function Roles() {
  const { t } = useLingui()
  const { can } = useAccess()
  const [open, setOpen] = useState<Open | null>(null)
  const remove = useAct((id: string) => roles.remove(id), roles)
  const writes = can('workspace.roles:write')
  const actions = (role: Role): Action[] => [
    { id: 'show', label: t`Show permissions`, run: () => setOpen({ what: 'show', role }) },
    ...(writes ? [{ id: 'copy', label: t`Copy`, run: () => setOpen({ what: 'copy', role }) }] : []),
    ...(writes && !role.builtin
      ? [{ id: 'edit', label: t`Edit`, run: () => setOpen({ what: 'edit', role }) }]
      : []),
    ...(can('workspace.roles:delete') && !role.builtin
      ? [{ id: 'delete', label: t`Delete`, danger: true, run: () => remove.mutate(role.id) }]
      : []),
  ]
  const close = () => setOpen(null)
  const role = open && open.what !== 'new' ? open.role : undefined
  return (
    <TeamPage
      action={
        writes && (
          <Button look="primary" onClick={() => setOpen({ what: 'new' })}>
            <Trans>New role</Trans>
          </Button>
        )
      }
    >
      <List
        label={t`Roles`}
        resource={roles}
        columns={[
          { label: t`Name`, render: ({ name }) => name },
          { label: t`Description`, render: ({ description }) => description ?? '–' },
          {
            label: t`Kind`,
            render: ({ builtin }) => (
              <Badge tone={builtin ? 'plain' : 'accent'}>
                {builtin ? <Trans>Built in</Trans> : <Trans>Made here</Trans>}
              </Badge>
            ),
          },
          {
            label: t`Permissions`,
            render: ({ permissions }) => {
              const held = spread(permissions, PERMISSIONS).length
              return <Plural value={held} one="# permission" other="# permissions" />
            },
          },
        ]}
        actions={actions}
        empty={<State icon={ShieldCheck} title={<Trans>No roles</Trans>} />}
      />
      <Sheet
        title={
          open?.what === 'show' ? (role?.name ?? '') : open?.what === 'edit' ? t`Edit role` : t`New role`
        }
        open={open !== null}
        onClose={close}
      >
        {open?.what === 'show' && <Permissions granted={spread(open.role.permissions, PERMISSIONS)} />}
        {open && open.what !== 'show' && <RoleForm from={role} copy={open.what === 'copy'} onDone={close} />}
      </Sheet>
    </TeamPage>
  )
}
