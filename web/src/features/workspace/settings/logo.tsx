import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useId, useRef, useState } from 'react'
import { oneOf } from '~/api/queries'
import { Button } from '~/kit/button'
import type { Drawn } from '~/kit/form-spec'
import { warn } from '~/kit/toast'
import { media, upload } from '../media/upload'

/** A picture of the brand: uploaded here, kept in the library, open to everybody. */
export function Logo({ label, value, onChange, error }: Drawn & { label: string }) {
  const id = useId()
  const input = useRef<HTMLInputElement>(null)
  const [pending, setPending] = useState(false)
  const chosen = typeof value === 'string' ? value : null
  const picture = useQuery({ ...oneOf(media, chosen ?? ''), enabled: chosen !== null }).data
  const send = async (file: File | undefined) => {
    if (!file) return
    setPending(true)
    try {
      onChange((await upload(file, { purpose: 'logo', visibility: 'public' })).id)
    } catch (failure) {
      warn(failure instanceof Error ? failure.message : String(failure))
    }
    setPending(false)
  }
  return (
    <div>
      <p id={id} className="mb-1.5 text-sm font-medium">
        {label}
      </p>
      <div className="flex flex-wrap items-center gap-3">
        {picture?.url && (
          <img
            src={picture.url}
            alt={picture.alt_text ?? ''}
            className="h-11 max-w-32 rounded-lg border border-line object-contain p-1"
          />
        )}
        <input
          ref={input}
          type="file"
          accept="image/png,image/jpeg,image/webp"
          aria-labelledby={id}
          tabIndex={-1}
          className="sr-only"
          onChange={(event) => {
            send(event.target.files?.[0])
            event.target.value = ''
          }}
        />
        <Button pending={pending} aria-describedby={id} onClick={() => input.current?.click()}>
          {chosen ? <Trans>Replace</Trans> : <Trans>Upload</Trans>}
        </Button>
        {chosen && (
          <Button look="ghost" aria-describedby={id} onClick={() => onChange(null)}>
            <Trans>Remove</Trans>
          </Button>
        )}
      </div>
      {error && <p className="mt-1.5 text-xs text-danger">{error}</p>}
    </div>
  )
}
