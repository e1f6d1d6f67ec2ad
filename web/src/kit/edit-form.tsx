import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { isProblem } from '~/api/problem'
import { useWrites } from '~/api/queries'
import type { Resource, Stored } from '~/api/resource'
import { Button } from './button'
import { RecordForm } from './form'
import { type FieldSpec, labelsOf } from './form-spec'
import { say } from './toast'

interface EditFormProps<Row, New, Change> {
  resource: Resource<Row, New, Change>
  fields: FieldSpec<Change>[]
  row: Row
  reload: () => Promise<unknown>
  onDone: () => void
}

/** Changes a stored record, unless somebody else did meanwhile. */
export function EditForm<Row extends Stored, New, Change>(props: EditFormProps<Row, New, Change>) {
  const { resource, fields, row, reload, onDone } = props
  const { t } = useLingui()
  const { update } = useWrites(resource)
  // What the form began with: a change by somebody else while it is open must be seen, not overwritten.
  const [began] = useState(row)
  return (
    <RecordForm
      fields={fields}
      row={began}
      submit={t`Save`}
      onCancel={onDone}
      onSave={async (body, key) => {
        if (Object.keys(body).length > 0)
          await update.mutateAsync({ row: began, body: body as Change, key, labels: labelsOf(fields) })
        say(t`Saved`)
        onDone()
      }}
      refusal={(error) =>
        isProblem(error) && error.status === 412 ? (
          <>
            <p>
              <Trans>
                Somebody has changed this while you were editing. Look at the new version, then edit again.
              </Trans>
            </p>
            <Button
              className="mt-3"
              onClick={async () => {
                await reload()
                onDone()
              }}
            >
              <Trans>Show the new version</Trans>
            </Button>
          </>
        ) : null
      }
    />
  )
}
