import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import { workspaceId } from '~/api/workspace'
import { Field, TextField } from '~/kit/field'
import { Skeleton } from '~/kit/states'
import { useSubmit } from '~/kit/use-submit'
import { StepFrame } from './frame'
import type { StepProps } from './page'
import { answerOf, type BrandingAnswer } from './queries'

/** How pages and mails to customers look. */
export function Branding({ wizard, onSaved, onSkip, onBack }: StepProps) {
  const { t } = useLingui()
  const { workspace: space } = useAccess()
  const before = answerOf<BrandingAnswer>(wizard, 'branding')
  const present = useQuery({
    queryKey: [workspaceId(), 'workspace', 'branding'],
    queryFn: () => data(workspace.GET('/api/v1/workspace/branding')),
  })
  const { pending, errors, failure, submit } = useSubmit(async (form) => {
    const body: BrandingAnswer = {
      colours: { primary: String(form.get('primary')) },
      mail_sender_name: String(form.get('mail_sender_name')) || null,
    }
    await onSaved(await data(workspace.PUT('/api/v1/workspace/onboarding/steps/branding', { body })))
  })
  return (
    <StepFrame
      title={t`Make it yours`}
      intro={<Trans>Your pages and mails to customers use this.</Trans>}
      {...{ pending, failure, onSkip, onBack }}
      onSubmit={submit}
    >
      {present.isPending ? (
        <Skeleton rows={2} />
      ) : (
        <div className="max-w-md space-y-5">
          <TextField
            name="mail_sender_name"
            label={t`Sender of mails`}
            defaultValue={before.mail_sender_name ?? space.name}
            error={errors.mail_sender_name}
          />
          <Field label={t`Main colour`} error={errors.colours}>
            {(control) => (
              <input
                {...control}
                type="color"
                name="primary"
                defaultValue={before.colours?.primary ?? present.data?.colours.primary}
                className="h-11 w-20 cursor-pointer rounded-lg border border-field-line bg-surface p-1"
              />
            )}
          </Field>
        </div>
      )}
    </StepFrame>
  )
}
