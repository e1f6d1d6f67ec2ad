import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { workspaceId } from '~/api/workspace'
import { Numbers } from '~/kit/bits'
import { Button } from '~/kit/button'
import { at, type ImportFile, type Kind, useImportWords } from './kinds'

interface ResultStepProps {
  kind: Kind
  file: ImportFile
  pending: boolean
  onStart: () => void
  onRevert: () => void
}

/** What would happen, what happens and what has happened, in the same four numbers. */
export function ResultStep({ kind, file, pending, onStart, onRevert }: ResultStepProps) {
  const { t } = useLingui()
  const busy = file.checking || file.state === 'running' || file.state === 'reverting'
  const { can } = useAccess()
  const { states } = useImportWords()
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
        {file.checking ? t`Trying…` : states[file.state]}
      </h2>
      {busy && (
        <progress aria-label={t`Progress`} value={file.done} max={file.rows || 1} className="h-1 w-full" />
      )}
      {file.error && <p className="text-sm text-danger">{file.error}</p>}
      <Numbers items={numbers} />
      {file.failed > 0 && !busy && <Refused kind={kind} file={file} />}
      <div className="flex justify-end gap-2">
        {file.state === 'validated' && !file.checking && (
          <Button look="primary" pending={pending} onClick={onStart}>
            <Trans>Import now</Trans>
          </Button>
        )}
        {['completed', 'stopped'].includes(file.state) && can(`crm.${kind}:revert`) && (
          <Button pending={pending} onClick={onRevert}>
            <Trans>Take it back</Trans>
          </Button>
        )}
      </div>
    </div>
  )
}

function Refused({ kind, file }: { kind: Kind; file: ImportFile }) {
  const { t } = useLingui()
  const rows = useQuery({
    queryKey: [workspaceId(), 'crm', kind, 'imports', file.id, 'refused', file.state],
    queryFn: () =>
      data(
        crm.GET(at(kind, '/{import_id}/rows'), {
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
