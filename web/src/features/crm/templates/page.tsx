import { useLingui } from '@lingui/react/macro'
import { LayoutTemplate } from 'lucide-react'
import type { Resource } from '~/api/resource'
import { Ago } from '~/kit/bits'
import { ResourcePage } from '~/kit/resource-page'
import { MailTabs } from '../areas'
import { type Template, templates } from '../resources'
import { newBlock } from './blocks'
import { type NewTemplate, useKindFields, useTemplateFields, useTemplateWords } from './fields'

/** A new template needs words: as blocks it begins with the footer that marketing mail must have. */
const newTemplates: Resource<Template, NewTemplate> = {
  ...templates,
  create: (body, key) =>
    templates.create(
      body.editor === 'block'
        ? { ...body, blocks: [newBlock('footer')] }
        : { ...body, body: body.kind === 'layout' ? '{{ content }}' : FOOTER[body.editor ?? 'markdown'] },
      key,
    ),
}
const LINKS = '<a href="{{ unsubscribe_url }}">Unsubscribe</a>'
const FOOTER = {
  block: null,
  markdown: '{{ postal_address }} [Unsubscribe]({{ unsubscribe_url }})',
  html: `<p>{{ postal_address }} ${LINKS}</p>`,
  mjml: `<mjml><mj-body><mj-section><mj-column><mj-text>{{ postal_address }} ${LINKS}</mj-text></mj-column></mj-section></mj-body></mjml>`,
}

/** What mails say. */
export default function Templates() {
  const { t } = useLingui()
  const { kinds, editors } = useTemplateWords()
  const [key, subject, ...rest] = useTemplateFields()
  return (
    <ResourcePage
      title={t`Templates`}
      tabs={<MailTabs />}
      resource={newTemplates}
      permission="crm.mail_templates"
      searchable
      defaults={{ sort: '-created_at' }}
      href={({ id }) => `/crm/templates/${id}`}
      fields={[key, subject, ...useKindFields(), ...rest].filter((field) => field !== undefined)}
      words={{ create: t`New template`, created: t`Template saved`, deleted: t`Template deleted` }}
      columns={[
        { label: t`Key`, sort: 'key', render: (row) => row.key },
        { label: t`Subject`, render: (row) => row.subject || '–' },
        { label: t`Kind`, render: (row) => kinds[row.kind] },
        { label: t`Written as`, render: (row) => editors[row.editor], className: 'max-xl:hidden' },
        { label: t`Changed`, render: (row) => <Ago time={row.updated_at} /> },
      ]}
      filters={[
        {
          name: 'kind',
          label: t`Any kind`,
          options: Object.entries(kinds).map(([value, label]) => ({ value, label })),
        },
      ]}
      empty={{
        icon: LayoutTemplate,
        title: t`No templates yet`,
        text: t`A template holds the words of a mail, for campaigns, sequences and single mails.`,
      }}
    />
  )
}
