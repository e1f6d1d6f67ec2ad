import { Trans, useLingui } from '@lingui/react/macro'
import { PERMISSIONS } from '~/api/gen/permissions'
import { isProblem } from '~/api/problem'
import { useWrites } from '~/api/queries'
import type { ChangeOf, RowOf } from '~/api/resource'
import { RecordForm } from '~/kit/form'
import type { FieldSpec } from '~/kit/form-spec'
import { say } from '~/kit/toast'
import { roles } from '../team/resources'
import { Permissions } from './permissions'
import { gathered, keyOf, spread } from './rules'

export type Role = RowOf<'/api/v1/workspace/roles'>
type Change = ChangeOf<'/api/v1/workspace/roles'>

interface RoleFormProps {
  /** The role that is changed, or from which a new one begins. */
  from?: Role | undefined
  copy: boolean
  onDone: () => void
}

/** Name and rights of a role; whoever has it has the new rights at once. */
export function RoleForm({ from, copy, onDone }: RoleFormProps) {
  const { t } = useLingui()
  const { create, update } = useWrites(roles)
  const start = from && copy ? { ...from, name: t`Copy of ${from.name}` } : from
  const fields: FieldSpec<Change>[] = [
    { name: 'name', label: t`Name`, required: true },
    { name: 'description', label: t`Description` },
    {
      name: 'permissions',
      label: t`Permissions`,
      read: (patterns) => spread((patterns as string[] | undefined) ?? [], PERMISSIONS),
      write: (granted) => gathered(granted as string[], PERMISSIONS),
      draw: ({ value, onChange, error }) => (
        <Permissions granted={value as string[]} onChange={onChange} error={error} />
      ),
    },
  ]
  return (
    <RecordForm
      fields={fields}
      {...(start ? { row: start } : {})}
      submit={t`Save`}
      onCancel={onDone}
      onSave={async (body, key) => {
        if (from && !copy) await update.mutateAsync({ row: from, body })
        else {
          const begun = {
            name: start?.name ?? '',
            description: start?.description ?? null,
            permissions: gathered(spread(start?.permissions ?? [], PERMISSIONS), PERMISSIONS),
            ...body,
          }
          await create.mutateAsync({ body: { ...begun, key: keyOf(begun.name) }, key })
        }
        say(t`Saved`)
        onDone()
      }}
      refusal={(error) =>
        isProblem(error, 'permission_escalation') ? (
          <Trans>This would grant more than you may yourself.</Trans>
        ) : isProblem(error, 'already_exists') ? (
          <Trans>There is a role of that name already.</Trans>
        ) : null
      }
    />
  )
}
