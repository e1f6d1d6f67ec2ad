import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Package } from 'lucide-react'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import type { components } from '~/api/gen/workspace'
import { listOf } from '~/api/queries'
import { Deeds, deed } from '~/kit/deeds'
import { ResourcePage } from '~/kit/resource-page'
import { named } from '~/lib/i18n'
import { choices, State } from '../bits'
import { nameField } from '../fields'
import { plans as planResource, bundles as resource } from '../resources'
import { AreaTabs } from '../tabs'
import { type Terms, useTermFields } from './terms'
import { type Offering, offeringOf, versionsOf } from './versions'

type NewBundle = Terms & Pick<components['schemas']['BundleCreate'], 'key' | 'names'>

/** Plans, or bundles: what can be subscribed, in order. */
function Offers({ kind }: { kind: Offering }) {
  const { t } = useLingui()
  return (
    <ResourcePage
      title={kind === 'plans' ? t`Plans` : t`Bundles`}
      tabs={<AreaTabs area="catalogue" />}
      resource={offeringOf(kind)}
      permission="platform.catalogue"
      permanent
      href={({ id }) => `/admin/catalogue/${kind}/${id}`}
      edit={[
        nameField({ name: 'names', label: t`Name`, required: true }),
        { name: 'position', label: t`Position`, kind: 'number', half: true },
        {
          name: 'status',
          label: t`On sale`,
          kind: 'select',
          required: true,
          options: choices('on', 'hidden', 'off'),
          half: true,
        },
      ]}
      words={{}}
      more={kind === 'bundles' && <NewBundleButton />}
      columns={[
        { label: t`Name`, render: (row) => named(row.names, row.key) },
        { label: t`Key`, render: (row) => <code>{row.key}</code> },
        { label: t`On sale`, render: (row) => <State of={row.status} /> },
        { label: t`Version`, render: (row) => row.current },
      ]}
      empty={{ icon: Package, title: t`Nothing here yet`, text: t`What can be subscribed is here.` }}
    />
  )
}

/** A bundle comes with its first terms. */
function NewBundleButton() {
  const { t } = useLingui()
  const { can } = useAccess()
  const free = useQuery(listOf(planResource)).data?.items[0]
  const terms = useQuery({ ...versionsOf('plans', free?.id ?? ''), enabled: free !== undefined })
  const termFields = useTermFields(terms.data?.[0]?.currency ?? 'EUR')
  if (!can('platform.catalogue:write') || !terms.data) return null
  const make = deed<NewBundle>({
    id: 'new',
    label: t`New bundle`,
    look: 'primary',
    text: t`It is hidden until you put it on sale.`,
    fields: [
      { name: 'key', label: t`Key`, required: true, half: true, hint: t`Such as growth-bundle; it stays.` },
      nameField({ name: 'names', label: t`Name`, required: true, half: true }),
      ...termFields,
    ],
    done: t`Bundle made`,
    run: ({ key, names, ...rest }, idempotencyKey) =>
      data(
        workspace.POST('/api/v1/workspace/admin/bundles', {
          body: { key, names, terms: rest },
          headers: { 'idempotency-key': idempotencyKey },
        }),
      ),
  })
  return <Deeds deeds={[make]} changes={[resource]} />
}

const Plans = () => <Offers kind="plans" />
const Bundles = () => <Offers kind="bundles" />

export { Bundles as bundles, Plans as plans }
