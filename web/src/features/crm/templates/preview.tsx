import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { crm, data } from '~/api/clients'
import { Button } from '~/kit/button'
import { HtmlFrame } from '~/kit/frame'
import { Card, CardHead } from '~/kit/page'
import { RecordPicker } from '~/kit/record-picker'
import { Failure, Skeleton } from '~/kit/states'
import { contactPicker, type Template, templates } from '../resources'

/** The saved template as the server renders it, for a contact or for nobody in particular. */
export function TemplatePreview({ template }: { template: Template }) {
  const { t } = useLingui()
  const [contact, setContact] = useState<string | null>(null)
  const [plain, setPlain] = useState(false)
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
        <Button onClick={() => setPlain(!plain)}>
          {plain ? <Trans>As HTML</Trans> : <Trans>As text</Trans>}
        </Button>
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
    </Card>
  )
}
