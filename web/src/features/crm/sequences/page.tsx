import { Trans, useLingui } from '@lingui/react/macro'
import { Workflow } from 'lucide-react'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { Ago, Badge } from '~/kit/bits'
import { Button } from '~/kit/button'
import { Sheet } from '~/kit/overlay'
import { ResourcePage } from '~/kit/resource-page'
import { MailTabs } from '../areas'
import { sequences } from '../resources'
import { useKindField, useSequenceFields } from './fields'
import { Ready } from './ready'
import { TONES, useSequenceWords } from './words'

/** Mails that follow each other, each person at their own pace. */
export default function Sequences() {
  const { t } = useLingui()
  const { can } = useAccess()
  const { states, kinds } = useSequenceWords()
  const [choosing, setChoosing] = useState(false)
  const [name, ...rest] = useSequenceFields()
  const kind = useKindField()
  const ready = can('crm.sequences:write') && (
    <Button onClick={() => setChoosing(true)}>
      <Trans>Begin with a template</Trans>
    </Button>
  )
  return (
    <>
      <ResourcePage
        title={t`Sequences`}
        tabs={<MailTabs />}
        resource={sequences}
        permission="crm.sequences"
        searchable
        defaults={{ sort: '-created_at' }}
        href={({ id }) => `/crm/sequences/${id}`}
        fields={[name, kind, ...rest].filter((field) => field !== undefined)}
        words={{ create: t`New sequence`, created: t`Sequence saved`, deleted: t`Sequence deleted` }}
        more={ready}
        columns={[
          { label: t`Name`, sort: 'name', render: (row) => row.name },
          { label: t`State`, render: (row) => <Badge tone={TONES[row.state]}>{states[row.state]}</Badge> },
          { label: t`Kind`, render: (row) => kinds[row.kind] },
          { label: t`Steps`, render: (row) => row.steps.length, className: 'tabular-nums' },
          { label: t`Changed`, render: (row) => <Ago time={row.updated_at} /> },
        ]}
        filters={[
          {
            name: 'state',
            label: t`Any state`,
            options: Object.entries(states).map(([value, label]) => ({ value, label })),
          },
        ]}
        empty={{
          icon: Workflow,
          title: t`No sequences yet`,
          text: t`A sequence welcomes new people, follows up, or reminds – and stops for who answers or leaves.`,
          actions: ready,
        }}
      />
      <Sheet title={t`Begin with a template`} open={choosing} onClose={() => setChoosing(false)}>
        <Ready />
      </Sheet>
    </>
  )
}
