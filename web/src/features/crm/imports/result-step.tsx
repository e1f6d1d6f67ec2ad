import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { crm, data } from '~/api/clients'
import type { components } from '~/api/gen/crm'
import { workspaceId } from '~/api/workspace'
import { Numbers } from '~/kit/bits'
import { Button } from '~/kit/button'

type File = components['schemas']['ImportRead']

interface ResultStepProps {
  file: File
  pending: boolean
  onStart: () => void
  onRevert: () => void
}

/** What would happen, what happens and what has happened, in the same four numbers. */
export function ResultStep({ file, pending, onStart, onRevert }: ResultStepProps) {
  const { t } = useLingui()
  const busy = file.checking || file.state === 'running' || file.state === 'reverting'
  const titles: Partial<Record<File['state'], string>> = {
    validated: t`This would happen`,
    running: t`Working…`,
    completed: t`Done`,
    failed: t`The import has failed`,
    stopped: t`Stopped`,
    reverting: t`Taking back…`,
    reverted: t`Taken back`,
  }
  const numbers: [string, number][] =
    file.state === 'reverted'
      ? [
          [t`Taken back`, file.reverted],
          [t`Kept`, file.kept],
        ]
      : [
          [t`Created`, file.created],
          [t`Updated`, file.updated],
          [t`Skipped`, file.skipped],
          [t`Failed`, file.failed],
        ]
  return (
    <div className="space-y-6">
      <h2 role="status" className="text-base font-semibold">
        {file.checking ? t`Trying…` : titles[file.state]}
      </h2>
      {busy && (
        <progress aria-label={t`Progress`} value={file.done} max={file.rows || 1} className="h-1 w-full" />
      )}
      {file.error && <p className="text-sm text-danger">{file.error}</p>}
      <Numbers items={numbers} />
      {file.failed > 0 && !busy && <Refused file={file} />}
      <div className="flex justify-end gap-2">
        {file.state === 'validated' && !file.checking && (
          <Button look="primary" pending={pending} onClick={onStart}>
            <Trans>Import now</Trans>
          </Button>
        )}
        {file.state === 'completed' && (
          <Button pending={pending} onClick={onRevert}>
            <Trans>Take it back</Trans>
          </Button>
        )}
      </div>
    </div>
  )
}

function Refused({ file }: { file: File }) {
  const { t } = useLingui()
  const rows = useQuery({
    queryKey: [workspaceId(), 'crm', 'imports', file.id, 'refused', file.state],
    queryFn: () =>
      data(
        crm.GET('/api/v1/crm/contacts/imports/{import_id}/rows', {
          params: { path: { import_id: file.id }, query: { outcome: 'failed', limit: 25 } },
        }),
      ),
  })
  return (
    <ul aria-label={t`Rows that failed`} className="space-y-1 text-sm">
      {rows.data?.items.map((row) => (
        <li key={row.row}>
          <span className="text-muted">
            <Trans>Row {row.row}:</Trans>
          </span>{' '}
          {row.detail ?? row.code}
        </li>
      ))}
    </ul>
  )
}
