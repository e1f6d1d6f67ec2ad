import { useLingui } from '@lingui/react/macro'
import { Ban } from 'lucide-react'
import type { NewOf } from '~/api/resource'
import { Ago } from '~/kit/bits'
import type { FieldSpec } from '~/kit/form-spec'
import { ResourcePage } from '~/kit/resource-page'
import { AudienceTabs } from '../areas'
import { suppressions } from '../resources'

type New = NewOf<'/api/v1/crm/suppressions'>

/** Who gets no marketing mail, and why. */
export default function Suppressions() {
  const { t } = useLingui()
  const kinds = { address: t`Address`, domain: t`Every address of a domain` }
  const reasons = {
    manual: t`By hand`,
    unsubscribed_all: t`Wants no mail`,
    hard_bounce: t`Does not exist`,
    complaint: t`Has complained`,
    erased: t`Was erased`,
  }
  const options = (words: Record<string, string>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }))
  const { erased: _, ...given } = reasons
  const fields: FieldSpec<New>[] = [
    {
      name: 'kind',
      label: t`Who`,
      kind: 'select',
      required: true,
      read: () => 'address',
      options: options(kinds),
    },
    { name: 'value', label: t`Address or domain`, required: true },
    {
      name: 'reason',
      label: t`Why`,
      kind: 'select',
      required: true,
      read: () => 'manual',
      options: options(given),
    },
  ]
  return (
    <ResourcePage
      title={t`Suppressions`}
      tabs={<AudienceTabs />}
      resource={suppressions}
      permission="crm.suppressions"
      searchable
      exported
      defaults={{ sort: '-created_at' }}
      fields={fields}
      final={t`Mail may go there again. Subscriptions that ended do not come back.`}
      words={{ create: t`Suppress`, created: t`Suppressed`, deleted: t`No longer suppressed` }}
      columns={[
        { label: t`Address or domain`, sort: 'value', render: (row) => row.value ?? t`(erased)` },
        { label: t`Who`, render: (row) => kinds[row.kind] },
        { label: t`Why`, render: (row) => reasons[row.reason] },
        { label: t`Since`, sort: 'created_at', render: (row) => <Ago time={row.created_at} /> },
      ]}
      filters={[
        { name: 'reason', label: t`Any reason`, options: options(reasons) },
        { name: 'kind', label: t`Addresses and domains`, options: options(kinds) },
      ]}
      empty={{
        icon: Ban,
        title: t`Nobody is suppressed`,
        text: t`Who leaves all lists, complains or does not exist comes here by itself, and gets no marketing mail.`,
      }}
    />
  )
}
