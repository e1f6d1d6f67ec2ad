import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { crm, data } from '~/api/clients'
import { isProblem } from '~/api/problem'
import { Button } from '~/kit/button'
import { CONTROL, SelectField, TextField } from '~/kit/field'
import { byName, lists, optionsOf } from '../resources'
import { at, type ImportFile, type Kind } from './kinds'

type Mode = NonNullable<ImportFile['mode']>

/** Which column is what. The server's guess is filled in. */
export function MapStep({
  kind,
  file,
  onMapped,
}: {
  kind: Kind
  file: ImportFile
  onMapped: (file: ImportFile) => void
}) {
  const { t } = useLingui()
  const [mapping, setMapping] = useState<Record<string, string>>({
    ...(file.suggested as Record<string, string>),
  })
  const [mode, setMode] = useState<Mode>('upsert')
  const [failure, setFailure] = useState('')
  const [pending, setPending] = useState(false)
  const keys = file.fields.filter(({ is_key, name }) => is_key && Object.values(mapping).includes(name))
  const [key, setKey] = useState('email')
  const [list, setList] = useState('')
  const [consent, setConsent] = useState('')
  const path = { import_id: file.id }
  const next = async () => {
    setPending(true)
    setFailure('')
    try {
      const upsert_key = mode === 'create' ? null : (keys.find(({ name }) => name === key) ?? keys[0])?.name
      const options = kind === 'contacts' && list ? { list_id: list, consent: consent || null } : undefined
      const body = { mapping, mode, upsert_key, ...(options && { options }) }
      await data(crm.POST(at(kind, '/{import_id}/map'), { params: { path }, body }))
      onMapped(await data(crm.POST(at(kind, '/{import_id}/validate'), { params: { path } })))
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
      {kind === 'contacts' && <OnList {...{ list, setList, consent, setConsent }} />}
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

interface OnListProps {
  list: string
  setList: (id: string) => void
  consent: string
  setConsent: (words: string) => void
}

/** People may come with their consent to get mail. */
function OnList({ list, setList, consent, setConsent }: OnListProps) {
  const { t } = useLingui()
  const { data: offered = [] } = useQuery(optionsOf(lists, byName))
  if (offered.length === 0) return null
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label={t`Put them on a list`}
        value={list}
        onChange={({ target }) => setList(target.value)}
        hint={t`Only if they have agreed. Who has left it stays away.`}
      >
        <option value="">{t`On no list`}</option>
        {offered.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      {list && (
        <TextField
          label={t`What they have agreed to`}
          value={consent}
          onChange={({ target }) => setConsent(target.value)}
        />
      )}
    </div>
  )
}
