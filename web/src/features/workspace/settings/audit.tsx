import { Trans, useLingui } from '@lingui/react/macro'
import { ScrollText } from 'lucide-react'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { download } from '~/api/download'
import { type RowOf, resource } from '~/api/resource'
import { Ago } from '~/kit/bits'
import { Button } from '~/kit/button'
import { List } from '~/kit/list'
import { Sheet } from '~/kit/overlay'
import { State } from '~/kit/states'
import { useAct } from '~/kit/use-act'
import { formatDateTime } from '~/lib/time'
import { SettingsPage } from '../embed'

const entries = resource('/api/v1/workspace/audit-entries')
type Entry = RowOf<'/api/v1/workspace/audit-entries'>
type Change = { before?: unknown; after?: unknown }

const SERVICES = ['workspace', 'identity', 'crm', 'analytics']

/** Who did what here, and what it changed. */
export default function Audit() {
  const { t } = useLingui()
  const { can } = useAccess()
  const [open, setOpen] = useState<Entry | null>(null)
  const save = useAct(() => download('/api/v1/workspace/audit-entries/export?format=csv', 'audit.csv'))
  return (
    <SettingsPage
      wide
      actions={
        can('workspace.audit:export') && (
          <Button pending={save.isPending} onClick={() => save.mutate()}>
            <Trans>Export as CSV</Trans>
          </Button>
        )
      }
    >
      <List
        label={t`Audit log`}
        resource={entries}
        columns={[
          { label: t`Action`, render: ({ action }) => action },
          { label: t`By`, render: (entry) => entry.actor_name ?? entry.actor ?? '–' },
          { label: t`About`, render: ({ target_type }) => target_type },
          { label: t`Time`, render: ({ at }) => <Ago time={at} /> },
        ]}
        filters={[
          {
            name: 'service',
            label: t`All areas`,
            options: SERVICES.map((value) => ({ value, label: value })),
          },
        ]}
        actions={(entry) => [{ id: 'show', label: t`Show`, run: () => setOpen(entry) }]}
        empty={<State icon={ScrollText} title={<Trans>Nothing has been done yet</Trans>} />}
      />
      <Sheet title={open?.action ?? ''} open={open !== null} onClose={() => setOpen(null)}>
        {open && <Shown entry={open} />}
      </Sheet>
    </SettingsPage>
  )
}

function Shown({ entry }: { entry: Entry }) {
  const { t } = useLingui()
  const facts: [string, string | null][] = [
    [t`By`, entry.actor_name ?? entry.actor],
    [t`Time`, formatDateTime(entry.at)],
    [t`About`, `${entry.target_type} ${entry.target_id}`],
    [t`Reason`, entry.reason],
    [t`From`, entry.ip],
    [t`Request`, entry.request_id],
  ]
  return (
    <div className="space-y-6 text-sm">
      <dl className="grid grid-cols-[auto_1fr] gap-x-4 gap-y-2">
        {facts
          .filter(([, value]) => value)
          .map(([label, value]) => (
            <div key={label} className="contents">
              <dt className="text-muted">{label}</dt>
              <dd dir="auto" className="min-w-0 break-words">
                {value}
              </dd>
            </div>
          ))}
      </dl>
      {Object.entries(entry.changes ?? {}).map(([field, change]) => (
        <section key={field}>
          <h3 className="text-xs text-muted">{field}</h3>
          <p className="break-words">
            <del className="text-muted">{text((change as Change).before)}</del> →{' '}
            <ins className="no-underline">{text((change as Change).after)}</ins>
          </p>
        </section>
      ))}
    </div>
  )
}

function text(value: unknown): string {
  if (value === null || value === undefined || value === '') return '–'
  return typeof value === 'string' ? value : JSON.stringify(value)
}
