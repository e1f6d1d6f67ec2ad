import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { data, workspace } from '~/api/clients'
import { listOf } from '~/api/queries'
import { resource } from '~/api/resource'
import { SelectField, TextArea } from '~/kit/field'
import { useSubmit } from '~/kit/use-submit'
import { StepFrame } from './frame'
import type { StepProps } from './page'
import { answerOf, type TeamAnswer } from './queries'
import { addresses } from './rules'

const roles = resource('/api/v1/workspace/roles')

/** Colleagues by their addresses; the invitations leave when the setup is done. */
export function Team({ wizard, onSaved, onSkip, onBack }: StepProps) {
  const { t } = useLingui()
  const before = answerOf<TeamAnswer>(wizard, 'team').invitations ?? []
  const offered =
    useQuery(listOf(roles, { limit: 100 })).data?.items.filter(({ key }) => key !== 'owner') ?? []
  const { pending, errors, failure, submit } = useSubmit(async (form) => {
    const role = String(form.get('role'))
    const invitations = addresses(String(form.get('invitations'))).map((email) => ({ email, role }))
    if (invitations.length === 0) return onSkip?.()
    await onSaved(
      await data(workspace.PUT('/api/v1/workspace/onboarding/steps/team', { body: { invitations } })),
    )
  })
  return (
    <StepFrame
      title={t`Invite your team`}
      intro={<Trans>They get a mail when you have finished the setup.</Trans>}
      {...{ pending, failure, onSkip, onBack }}
      onSubmit={submit}
    >
      <div className="max-w-lg space-y-5">
        <TextArea
          name="invitations"
          label={t`E-mail addresses`}
          hint={<Trans>One a line, or paste as many as you like.</Trans>}
          defaultValue={before.map(({ email }) => email).join('\n')}
          error={errors.invitations}
          inputMode="email"
        />
        <SelectField
          name="role"
          label={t`Role`}
          key={offered.length}
          defaultValue={before[0]?.role ?? 'editor'}
        >
          {offered.map((role) => (
            <option key={role.key} value={role.key}>
              {role.name}
            </option>
          ))}
        </SelectField>
      </div>
    </StepFrame>
  )
}
