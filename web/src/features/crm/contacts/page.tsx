import { useLingui } from '@lingui/react/macro'
import { Contact as ContactIcon } from 'lucide-react'
import { Ago, Avatar } from '~/kit/bits'
import { ResourcePage } from '~/kit/resource-page'
import { ImportLink } from '../imports/link'
import { contacts, mainEmail } from '../resources'
import { useContactFields, useContactWords } from './fields'

/** Everybody the workspace knows. */
export default function Contacts() {
  const { t } = useLingui()
  const { stages, stageOptions, sourceOptions } = useContactWords()
  const bring = <ImportLink kind="contacts" />
  return (
    <ResourcePage
      title={t`Contacts`}
      resource={contacts}
      permission="crm.contacts"
      searchable
      exported
      defaults={{ sort: '-created_at' }}
      href={({ id }) => `/crm/contacts/${id}`}
      fields={useContactFields()}
      words={{ create: t`New contact`, created: t`Contact saved`, deleted: t`Contact deleted` }}
      columns={[
        {
          label: t`Name`,
          sort: 'name',
          render: (row) => (
            <span className="flex items-center gap-3">
              <Avatar name={row.name} />
              <span className="truncate">{row.name}</span>
            </span>
          ),
        },
        { label: t`E-mail`, render: (row) => mainEmail(row) ?? '–' },
        { label: t`Phone`, render: (row) => row.phones[0]?.raw ?? '–', className: 'max-xl:hidden' },
        { label: t`Stage`, render: (row) => stages[row.lifecycle_stage] },
        { label: t`City`, render: (row) => row.city ?? '–', className: 'max-xl:hidden' },
        { label: t`Created`, sort: 'created_at', render: (row) => <Ago time={row.created_at} /> },
      ]}
      filters={[
        { name: 'lifecycle_stage', label: t`Any stage`, options: stageOptions },
        { name: 'source', label: t`Any source`, options: sourceOptions },
      ]}
      more={bring}
      empty={{
        icon: ContactIcon,
        title: t`No contacts yet`,
        text: t`Everybody you deal with, in one place. Add the first one, or bring a list along.`,
        actions: bring,
      }}
    />
  )
}
