import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { crm, data } from '~/api/clients'
import type { components } from '~/api/gen/crm'
import { isProblem } from '~/api/problem'
import { Button } from '~/kit/button'
import { CONTROL, SelectField } from '~/kit/field'

type File = components['schemas']['ImportRead']
type Mode = NonNullable<File['mode']>

/** Which column is what. The server's guess is filled in. */
export function MapStep({ file, onMapped }: { file: File; onMapped: (file: File) => void }) {
  const { t } = useLingui()
  const [mapping, setMapping] = useState<Record<string, string>>({
    ...(file.suggested as Record<string, string>),
  })
  const [mode, setMode] = useState<Mode>('upsert')
  const [failure, setFailure] = useState('')
  const [pending, setPending] = useState(false)
  const keys = file.fields.filter(({ is_key, name }) => is_key && Object.values(mapping).includes(name))
  const [key, setKey] = useState('email')
  const path = { import_id: file.id }
  const next = async () => {
    setPending(true)
    setFailure('')
    try {
      const upsert_key = mode === 'create' ? null : (keys.find(({ name }) => name === key) ?? keys[0])?.name
      const body = { mapping, mode, upsert_key }
      await data(crm.POST('/api/v1/crm/contacts/imports/{import_id}/map', { params: { path }, body }))
      onMapped(
        await data(crm.POST('/api/v1/crm/contacts/imports/{import_id}/validate', { params: { path } })),
      )
    } catch (error) {
      setFailure(isProblem(error) ? (error.errors[0]?.message ?? error.message) : t`That did not work.`)
    }
    setPending(false)
  }
  return (
    <div className="space-y-6">
      <p className="text-sm text-muted">
        <Trans>
          {file.file_name}: {file.rows} rows. Look over what each column becomes.
        </Trans>
      </p>
      <ul className="space-y-3">
        {file.columns.map((column, index) => (
          <li key={column} className="grid items-center gap-x-4 gap-y-1 sm:grid-cols-2">
            <span className="min-w-0">
              <span className="block truncate text-sm font-medium">{column}</span>
              <span className="block truncate text-xs text-muted">{file.sample[0]?.[index]}</span>
            </span>
            <select
              aria-label={t`${column} becomes`}
              value={mapping[column] ?? ''}
              onChange={(event) => {
                const { [column]: _, ...rest } = mapping
                setMapping(event.target.value ? { ...rest, [column]: event.target.value } : rest)
              }}
              className={CONTROL}
            >
              <option value="">{t`Leave out`}</option>
              {file.fields.map((field) => (
                <option key={field.name} value={field.name}>
                  {field.name.replaceAll('_', ' ')}
                </option>
              ))}
            </select>
          </li>
        ))}
      </ul>
      <div className="grid gap-4 sm:grid-cols-2">
        <SelectField
          label={t`What is already here`}
          value={mode}
          onChange={(event) => setMode(event.target.value as Mode)}
        >
          <option value="upsert">{t`Update it, and create the rest`}</option>
          <option value="create">{t`Only create new ones`}</option>
          <option value="update">{t`Only update`}</option>
        </SelectField>
        {mode !== 'create' && keys.length > 0 && (
          <SelectField label={t`Recognised by`} value={key} onChange={(event) => setKey(event.target.value)}>
            {keys.map(({ name }) => (
              <option key={name} value={name}>
                {name.replaceAll('_', ' ')}
              </option>
            ))}
          </SelectField>
        )}
      </div>
      {failure && (
        <p role="alert" className="text-sm text-danger">
          {failure}
        </p>
      )}
      <div className="flex justify-end">
        <Button look="primary" pending={pending} onClick={next}>
          <Trans>Try it</Trans>
        </Button>
      </div>
    </div>
  )
}
