import { Trans, useLingui } from '@lingui/react/macro'
import { FileUp } from 'lucide-react'
import { useState } from 'react'
import { crm, data } from '~/api/clients'
import { isProblem } from '~/api/problem'
import { at, type Kind } from './kinds'

/** Choose the file, or drop it here. */
export function FileStep({ kind, onUploaded }: { kind: Kind; onUploaded: (id: string) => void }) {
  const { t } = useLingui()
  const [failure, setFailure] = useState('')
  const [pending, setPending] = useState(false)
  const send = async (file: File | undefined) => {
    if (!file || pending) return
    setPending(true)
    setFailure('')
    try {
      const form = new FormData()
      form.set('file', file)
      const made = await data(crm.POST(at(kind, ''), { body: { file: '' }, bodySerializer: () => form }))
      onUploaded(made.id)
    } catch (error) {
      setFailure(isProblem(error) ? error.message : t`That did not work.`)
    }
    setPending(false)
  }
  return (
    <>
      <label
        aria-busy={pending}
        onDragOver={(event) => event.preventDefault()}
        onDrop={(event) => {
          event.preventDefault()
          send(event.dataTransfer.files[0])
        }}
        className="flex cursor-pointer flex-col items-center gap-2 rounded-xl border border-dashed border-field-line px-6 py-12 text-center hover:bg-hover has-focus-visible:outline-2 has-focus-visible:outline-accent"
      >
        <FileUp aria-hidden className="size-6 text-muted" />
        <span className="text-sm font-medium">
          {pending ? <Trans>Uploading…</Trans> : <Trans>Choose a CSV file, or drop it here</Trans>}
        </span>
        <span className="text-xs text-muted">
          <Trans>One record a line. Nothing is stored before you have seen what would happen.</Trans>
        </span>
        <input
          type="file"
          accept=".csv,text/csv"
          aria-label={t`CSV file`}
          className="sr-only"
          onChange={(event) => send(event.target.files?.[0])}
        />
      </label>
      {failure && (
        <p role="alert" className="mt-4 text-sm text-danger">
          {failure}
        </p>
      )}
    </>
  )
}
