import { useLingui } from '@lingui/react/macro'
import { RecordPage } from '~/kit/record-page'
import { formatDateTime } from '~/lib/time'
import { templates } from '../resources'
import { Designer } from './designer'
import { useTemplateFields, useTemplateWords } from './fields'
import { TemplatePreview } from './preview'
import { Versions } from './versions'

/** One template: its words, how they look, and every version of them. */
export default function TemplateRecord() {
  const { t } = useLingui()
  const { kinds } = useTemplateWords()
  return (
    <RecordPage
      resource={templates}
      permission="crm.mail_templates"
      back={{ to: '/crm/templates', label: t`Templates` }}
      title={({ key }) => key}
      subtitle={({ subject }) => subject}
      fields={useTemplateFields()}
      facts={(row) => [
        [t`Kind`, kinds[row.kind]],
        [t`Preview text`, row.preheader],
        [t`Variables of its own`, row.variables.join(', ')],
        [t`Changed`, formatDateTime(row.updated_at)],
      ]}
      side={(row) => <Versions template={row} />}
    >
      {(row) => (
        <>
          <Designer key={row.id} template={row} />
          <TemplatePreview template={row} />
        </>
      )}
    </RecordPage>
  )
}
