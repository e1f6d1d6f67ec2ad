import { useLingui } from '@lingui/react/macro'
import { Flag } from 'lucide-react'
import { ResourcePage } from '~/kit/resource-page'
import { State } from '../bits'
import { useYesNo } from '../fields'
import { flags } from '../resources'

/** What is not for everybody yet. */
export default function Flags() {
  const { t } = useLingui()
  const yesNo = useYesNo()
  const rule = (part: 'workspaces' | 'plans' | 'blocked') => (value: unknown) =>
    ((value ?? {}) as Record<string, string[]>)[part]?.join(', ') ?? ''
  const fields = [
    { name: 'description' as const, label: t`What it is for`, kind: 'textarea' as const },
    yesNo({ name: 'on', label: t`On`, half: true }),
    {
      name: 'rollout_bp' as const,
      label: t`Share`,
      kind: 'number' as const,
      half: true,
      hint: t`Hundredths of a percent of all workspaces; 10000 is all.`,
    },
    {
      name: 'rules' as const,
      label: t`Workspaces that have it`,
      hint: t`Their ids, between commas.`,
      read: rule('workspaces'),
      write: (value: unknown, before: unknown) => ({
        ...(before as object | undefined),
        workspaces: String(value ?? '')
          .split(',')
          .map((id) => id.trim())
          .filter(Boolean),
      }),
    },
  ]
  return (
    <ResourcePage
      title={t`Flags`}
      resource={flags}
      permission="platform.feature_flags"
      searchable
      fields={[
        { name: 'key', label: t`Key`, required: true, hint: t`Such as new-editor; it stays.` },
        ...fields,
      ]}
      edit={fields}
      words={{ create: t`New flag`, created: t`Flag saved`, deleted: t`Flag deleted` }}
      columns={[
        { label: t`Key`, render: (row) => <code>{row.key}</code> },
        { label: t`State`, render: (row) => <State of={row.on ? 'on' : 'off'} /> },
        { label: t`Share`, render: (row) => `${row.rollout_bp / 100} %` },
        { label: t`Workspaces`, render: (row) => row.rules.workspaces.length },
        { label: t`What it is for`, render: (row) => row.description ?? '–' },
      ]}
      empty={{
        icon: Flag,
        title: t`No flags yet`,
        text: t`A flag shows something to some workspaces first.`,
      }}
    />
  )
}
