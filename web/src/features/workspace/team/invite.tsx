import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { isProblem } from '~/api/problem'
import { listOf, useWrites } from '~/api/queries'
import type { NewOf } from '~/api/resource'
import { RecordForm } from '~/kit/form'
import type { FieldSpec } from '~/kit/form-spec'
import { Sheet } from '~/kit/overlay'
import { say } from '~/kit/toast'
import { invitations, roles } from './resources'

type New = NewOf<'/api/v1/workspace/invitations'>

/** Ask somebody into the workspace by mail. */
export function Invite({ open, onClose }: { open: boolean; onClose: () => void }) {
  const { t } = useLingui()
  const { create } = useWrites(invitations)
  const offered = useQuery({ ...listOf(roles, { limit: 100 }), enabled: open }).data?.items ?? []
  const fields: FieldSpec<New>[] = [
    { name: 'email', label: t`E-mail`, kind: 'email', required: true },
    {
      name: 'role',
      label: t`Role`,
      kind: 'select',
      required: true,
      options: [
        { value: '', label: '–' },
        ...offered
          .filter(({ key }) => key !== 'owner')
          .map((role) => ({ value: role.key, label: role.name })),
      ],
      hint: t`What they may see and do. You can change it at any time.`,
    },
    { name: 'message', label: t`Message`, kind: 'textarea' },
  ]
  return (
    <Sheet title={t`Invite somebody`} open={open} onClose={onClose}>
      <RecordForm
        fields={fields}
        submit={t`Send invitation`}
        onCancel={onClose}
        onSave={async (body, key) => {
          await create.mutateAsync({ body: body as New, key })
          say(t`The invitation is on its way.`)
          onClose()
        }}
        refusal={(error) =>
          isProblem(error, 'plan_limit_reached') && (
            <Trans>Your plan has no free seat. Remove somebody or choose a larger plan first.</Trans>
          )
        }
      />
    </Sheet>
  )
}
