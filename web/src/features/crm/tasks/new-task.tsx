import { useLingui } from '@lingui/react/macro'
import { useUser } from '~/api/access'
import { useWrites } from '~/api/queries'
import type { NewOf } from '~/api/resource'
import { RecordForm } from '~/kit/form'
import { labelsOf } from '~/kit/form-spec'
import { Sheet } from '~/kit/overlay'
import { activities, type Subject, timeline } from '../resources'
import { useTaskFields } from './fields'

interface NewTaskProps {
  /** Nothing: the sheet is closed. */
  about: Subject | null
  onClose: () => void
}

/** A new task about a record, for whoever writes it down. */
export function NewTask({ about, onClose }: NewTaskProps) {
  const { t } = useLingui()
  const fields = useTaskFields()
  const { create } = useWrites(activities, timeline)
  const { id: me } = useUser()
  return (
    <Sheet title={t`New task`} open={about !== null} onClose={onClose}>
      {about && (
        <RecordForm
          fields={fields}
          submit={t`Save`}
          draft={`task ${about.id}`}
          onCancel={onClose}
          onSave={async (body, key) => {
            await create.mutateAsync({
              body: { ...body, assignee_id: me, related: [about] } as NewOf<'/api/v1/crm/activities'>,
              key,
              labels: labelsOf(fields),
            })
            onClose()
          }}
        />
      )}
    </Sheet>
  )
}
