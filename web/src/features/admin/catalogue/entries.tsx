import { useLingui } from '@lingui/react/macro'
import { Tags } from 'lucide-react'
import { ResourcePage } from '~/kit/resource-page'
import { named } from '~/lib/i18n'
import { State } from '../bits'
import { nameField, useYesNo } from '../fields'
import { features, goals, industries } from '../resources'
import { AreaTabs } from '../tabs'

/** What goals, features and industries have in common. */
function useEntry() {
  const { t } = useLingui()
  const yesNo = useYesNo()
  const key = {
    name: 'slug' as const,
    label: t`Key`,
    required: true,
    hint: t`Such as online-shop; it stays.`,
  }
  const shown = [
    nameField({ name: 'names' as const, label: t`Name`, required: true }),
    { name: 'icon' as const, label: t`Icon`, half: true },
    { name: 'position' as const, label: t`Position`, kind: 'number' as const, half: true },
    yesNo({ name: 'active' as const, label: t`Offered` }),
  ]
  const goalKeys = {
    name: 'goals' as const,
    label: t`Goals`,
    kind: 'tags' as const,
    hint: t`Their keys, between commas.`,
  }
  return { key, shown, goalKeys }
}

const COMMON = { permission: 'platform.catalogue', permanent: true, defaults: { sort: 'position' } } as const

function Goals() {
  const { t } = useLingui()
  const { key, shown } = useEntry()
  return (
    <ResourcePage
      {...COMMON}
      title={t`Goals`}
      tabs={<AreaTabs area="catalogue" />}
      resource={goals}
      fields={[key, ...shown]}
      edit={shown}
      words={{ create: t`New goal` }}
      columns={[
        { label: t`Name`, render: (row) => named(row.names, row.slug) },
        { label: t`Key`, render: (row) => <code>{row.slug}</code> },
        { label: t`Offered`, render: (row) => <State of={row.active ? 'on' : 'off'} /> },
      ]}
      empty={{ icon: Tags, title: t`No goals yet`, text: t`What a workspace can be for.` }}
    />
  )
}

function Features() {
  const { t } = useLingui()
  const { shown, goalKeys } = useEntry()
  return (
    <ResourcePage
      {...COMMON}
      title={t`Features`}
      tabs={<AreaTabs area="catalogue" />}
      resource={features}
      edit={[
        ...shown,
        goalKeys,
        { name: 'requires', label: t`Needs`, kind: 'tags', hint: t`Features that must be on with it.` },
      ]}
      words={{}}
      columns={[
        { label: t`Name`, render: (row) => named(row.names, row.slug) },
        { label: t`Key`, render: (row) => <code>{row.slug}</code> },
        { label: t`Goals`, render: (row) => row.goals.join(', ') || '–' },
        { label: t`Needs`, render: (row) => row.requires.join(', ') || '–' },
        { label: t`Plans`, render: (row) => row.plans?.join(', ') ?? t`all` },
        { label: t`Offered`, render: (row) => <State of={row.active ? 'on' : 'off'} /> },
      ]}
      empty={{ icon: Tags, title: t`No features yet`, text: t`What a workspace can switch on.` }}
    />
  )
}

function Industries() {
  const { t } = useLingui()
  const { key, shown, goalKeys } = useEntry()
  return (
    <ResourcePage
      {...COMMON}
      title={t`Industries`}
      tabs={<AreaTabs area="catalogue" />}
      resource={industries}
      fields={[key, ...shown, goalKeys]}
      edit={[...shown, goalKeys]}
      words={{ create: t`New industry` }}
      columns={[
        { label: t`Name`, render: (row) => named(row.names, row.slug) },
        { label: t`Key`, render: (row) => <code>{row.slug}</code> },
        { label: t`Goals`, render: (row) => row.goals.join(', ') || '–' },
        { label: t`Offered`, render: (row) => <State of={row.active ? 'on' : 'off'} /> },
      ]}
      empty={{ icon: Tags, title: t`No industries yet`, text: t`A line of business suggests goals.` }}
    />
  )
}

export { Features as features, Goals as goals, Industries as industries }
