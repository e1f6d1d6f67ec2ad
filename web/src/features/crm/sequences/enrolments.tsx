import { Trans, useLingui } from '@lingui/react/macro'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { Badge } from '~/kit/bits'
import { List } from '~/kit/list'
import type { Action } from '~/kit/overlay'
import { CardHead } from '~/kit/page'
import { RecordPicker } from '~/kit/record-picker'
import { say, warn } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { formatDateTime } from '~/lib/time'
import { ContactLink } from '../contacts/link'
import { contactPicker, enrolments, type Sequence, sequences } from '../resources'
import { type Enrolment, useSequenceWords } from './words'

type Step = 'exit' | 'pause' | 'resume'

/** Who is in a sequence, and where. */
export function Enrolments({ sequence }: { sequence: Sequence }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const { enrolled, skipped } = useSequenceWords()
  const act = useAct(
    ({ id, step }: { id: string; step: Step }) => {
      const params = { params: { path: { enrolment_id: id } } }
      if (step === 'exit')
        return data(crm.POST('/api/v1/crm/sequence-enrolments/{enrolment_id}/exit', params))
      return step === 'pause'
        ? data(crm.POST('/api/v1/crm/sequence-enrolments/{enrolment_id}/pause', params))
        : data(crm.POST('/api/v1/crm/sequence-enrolments/{enrolment_id}/resume', params))
    },
    enrolments,
    sequences,
  )
  const enrol = useAct(
    async (id: string) => {
      const answer = await data(
        crm.POST('/api/v1/crm/sequences/{sequence_id}/enrol', {
          params: { path: { sequence_id: sequence.id } },
          body: { contact_ids: [id] },
        }),
      )
      const [refused] = answer.skipped
      if (refused) warn(t`This contact does not begin: it ${skipped[refused.reason]}.`)
      else say(t`It has begun.`)
    },
    enrolments,
    sequences,
  )
  const actions = ({ id, state }: Enrolment): Action[] => {
    if (!can('crm.sequences:write') || !['active', 'paused'].includes(state)) return []
    return [
      state === 'active'
        ? { id: 'pause', label: t`Pause`, run: () => act.mutate({ id, step: 'pause' }) }
        : { id: 'resume', label: t`Go on`, run: () => act.mutate({ id, step: 'resume' }) },
      { id: 'exit', label: t`Take out`, danger: true, run: () => act.mutate({ id, step: 'exit' }) },
    ]
  }
  return (
    <section>
      <CardHead title={<Trans>Who takes part</Trans>} />
      {sequence.state === 'active' && can('crm.sequences:send') && (
        <div className="max-w-sm py-4">
          <RecordPicker
            label={t`Let a contact begin`}
            picker={contactPicker()}
            value={null}
            onChange={(id) => id && enrol.mutate(id)}
          />
        </div>
      )}
      <List
        label={t`Who takes part`}
        resource={enrolments}
        defaults={{ sequence_id: sequence.id, sort: '-created_at' }}
        columns={[
          { label: t`Contact`, render: (row) => <ContactLink id={row.contact_id} /> },
          { label: t`State`, render: (row) => <Badge>{enrolled[row.state]}</Badge> },
          { label: t`Next step`, render: (row) => row.step ?? '–' },
          { label: t`Due`, render: (row) => (row.due_at ? formatDateTime(row.due_at) : '–') },
          { label: t`Why`, render: (row) => row.reason?.replaceAll('_', ' ') ?? row.error ?? '–' },
        ]}
        filters={[
          {
            name: 'state',
            label: t`Any state`,
            options: Object.entries(enrolled).map(([value, label]) => ({ value, label })),
          },
        ]}
        actions={actions}
        empty={
          <p className="p-4 text-sm text-muted">
            <Trans>Nobody takes part yet.</Trans>
          </p>
        }
      />
    </section>
  )
}
