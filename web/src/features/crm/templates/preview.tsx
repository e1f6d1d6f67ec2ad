import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { Button } from '~/kit/button'
import { RecordForm } from '~/kit/form'
import { HtmlFrame } from '~/kit/frame'
import { Sheet } from '~/kit/overlay'
import { Card, CardHead } from '~/kit/page'
import { RecordPicker } from '~/kit/record-picker'
import { Failure, Skeleton } from '~/kit/states'
import { say } from '~/kit/toast'
import { contactPicker, type Template, templates } from '../resources'

/** The saved template as the server renders it, for a contact or for nobody in particular. */
export function TemplatePreview({ template }: { template: Template }) {
  const { t } = useLingui()
  const [contact, setContact] = useState<string | null>(null)
  const [plain, setPlain] = useState(false)
  const [testing, setTesting] = useState(false)
  const { can } = useAccess()
  const shown = useQuery({
    queryKey: [...templates.key(), 'preview', template.id, template.version, contact],
    queryFn: ({ signal }) =>
      data(
        crm.POST('/api/v1/crm/mail-templates/{template_id}/preview', {
          params: { path: { template_id: template.id } },
          body: { contact_id: contact },
          signal,
        }),
      ),
    placeholderData: (before) => before,
  })
  return (
    <Card>
      <CardHead title={<Trans>Preview</Trans>}>
        <span className="flex flex-wrap justify-end gap-2">
          {template.kind !== 'layout' && can('crm.mail_templates:write') && (
            <Button onClick={() => setTesting(true)}>
              <Trans>Send a test</Trans>
            </Button>
          )}
          <Button onClick={() => setPlain(!plain)}>
            {plain ? <Trans>As HTML</Trans> : <Trans>As text</Trans>}
          </Button>
        </span>
      </CardHead>
      <div className="space-y-4 p-4">
        <RecordPicker
          label={t`As this contact reads it`}
          picker={contactPicker()}
          value={contact}
          onChange={setContact}
        />
        {shown.isPending && <Skeleton />}
        {shown.isError && !shown.data && <Failure error={shown.error} onRetry={() => shown.refetch()} />}
        {shown.data && (
          <>
            <p className="text-sm">
              <span className="text-muted">
                <Trans>Subject:</Trans>
              </span>{' '}
              <strong dir="auto">{shown.data.subject}</strong>
            </p>
            {plain ? (
              <pre
                dir="auto"
                className="overflow-x-auto rounded-lg border border-line p-4 text-sm whitespace-pre-wrap"
              >
                {shown.data.text}
              </pre>
            ) : (
              <HtmlFrame title={t`Preview of the mail`} html={shown.data.html} />
            )}
          </>
        )}
      </div>
      <Sheet title={t`Send a test`} open={testing} onClose={() => setTesting(false)}>
        <TestForm template={template} contact={contact} onDone={() => setTesting(false)} />
      </Sheet>
    </Card>
  )
}

interface TestFormProps {
  template: Template
  /** Whose values stand in it. */
  contact: string | null
  onDone: () => void
}

function TestForm({ template, contact, onDone }: TestFormProps) {
  const { t } = useLingui()
  return (
    <RecordForm<{ to: string }, object>
      fields={[
        {
          name: 'to',
          label: t`To`,
          kind: 'email',
          required: true,
          hint: t`The address of one of your verified senders.`,
        },
      ]}
      submit={t`Send a test`}
      onCancel={onDone}
      onSave={async ({ to = '' }, key) => {
        await data(
          crm.POST('/api/v1/crm/mail-templates/{template_id}/test', {
            params: { path: { template_id: template.id } },
            headers: { 'idempotency-key': key },
            body: { to, contact_id: contact },
          }),
        )
        say(t`The test is on its way.`)
        onDone()
      }}
    />
  )
}
