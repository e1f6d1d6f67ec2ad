import { useLingui } from '@lingui/react/macro'
import { Mail } from 'lucide-react'
import { ResourcePage } from '~/kit/resource-page'
import { mailTemplates } from '../resources'
import { AreaTabs } from '../tabs'

/** The words of the mails that the platform sends. */
export default function MailTemplates() {
  const { t } = useLingui()
  const words = [
    { name: 'subject' as const, label: t`Subject`, required: true },
    { name: 'text' as const, label: t`Plain text`, kind: 'textarea' as const, required: true },
    { name: 'html' as const, label: t`HTML`, kind: 'textarea' as const, required: true },
  ]
  return (
    <ResourcePage
      title={t`Mail texts`}
      tabs={<AreaTabs area="content" />}
      resource={mailTemplates}
      permission="platform.mail"
      fields={[
        { name: 'key', label: t`Key`, required: true, half: true },
        { name: 'locale', label: t`Language`, required: true, half: true },
        ...words,
      ]}
      edit={words}
      words={{ create: t`New text`, created: t`Text saved`, deleted: t`Text deleted` }}
      columns={[
        { label: t`Subject`, render: (row) => row.subject },
        { label: t`Key`, render: (row) => <code>{row.key}</code> },
        { label: t`Language`, render: (row) => row.locale },
        { label: t`Can name`, render: (row) => row.variables.join(', ') },
      ]}
      empty={{ icon: Mail, title: t`No texts yet`, text: t`What mails of the platform say.` }}
    />
  )
}
