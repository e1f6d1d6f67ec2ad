import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { isProblem } from '~/api/problem'
import { oneOf } from '~/api/queries'
import type { Resource } from '~/api/resource'
import { Badge } from '~/kit/bits'
import { Button } from '~/kit/button'
import { RecordPage } from '~/kit/record-page'
import { useAct } from '~/kit/use-act'
import { lists, type Sequence, senders, sequences } from '../resources'
import { Enrolments } from './enrolments'
import { useSequenceFields } from './fields'
import { Limits } from './limits/limits'
import { Simulation } from './simulation'
import { SequenceFigures } from './stats'
import { Plan } from './steps/plan'
import { TONES, useSequenceWords } from './words'

/** One sequence: when it begins, what it does, and who is in it. */
export default function SequenceRecord() {
  const { t } = useLingui()
  const { kinds, states, pauses } = useSequenceWords()
  return (
    <RecordPage
      resource={sequences}
      permission="crm.sequences"
      back={{ to: '/crm/sequences', label: t`Sequences` }}
      title={({ name }) => name}
      subtitle={({ state }) => <Badge tone={TONES[state]}>{states[state]}</Badge>}
      fields={useSequenceFields()}
      actions={(row) => <Steps sequence={row} />}
      facts={(row) => [
        [t`Kind`, kinds[row.kind]],
        [t`Paused because`, row.pause_reason && pauses[row.pause_reason]],
        [t`List`, row.list_id && <NameOf key="list" of={lists} id={row.list_id} />],
        [t`Sender`, row.sender_id && <NameOf key="sender" of={senders} id={row.sender_id} />],
        [t`Version`, row.number],
      ]}
      side={(row) => <SequenceFigures sequence={row} />}
    >
      {(row) => (
        <>
          <Plan key={row.id} sequence={row} />
          <Limits key={`limits ${row.id}`} sequence={row} />
          <Simulation sequence={row} />
          <Enrolments sequence={row} />
        </>
      )}
    </RecordPage>
  )
}

function NameOf({ of, id }: { of: Resource<{ name: string }>; id: string }) {
  return useQuery(oneOf(of, id)).data?.name ?? '…'
}

/** Lets contacts begin, or holds all of them. */
function Steps({ sequence }: { sequence: Sequence }) {
  const { can } = useAccess()
  const params = { params: { path: { sequence_id: sequence.id } } }
  const act = useAct(
    (step: 'activate' | 'pause') =>
      step === 'activate'
        ? data(crm.POST('/api/v1/crm/sequences/{sequence_id}/activate', params)).catch(explained)
        : data(crm.POST('/api/v1/crm/sequences/{sequence_id}/pause', params)),
    sequences,
  )
  if (sequence.state === 'active')
    return (
      can('crm.sequences:write') && (
        <Button pending={act.isPending} onClick={() => act.mutate('pause')}>
          <Trans>Pause</Trans>
        </Button>
      )
    )
  return (
    can('crm.sequences:send') && (
      <Button look="primary" pending={act.isPending} onClick={() => act.mutate('activate')}>
        <Trans>Activate</Trans>
      </Button>
    )
  )
}

/** All that is missing, which the server lists. */
function explained(error: unknown): never {
  if (!isProblem(error, 'sequence_not_ready')) throw error
  const reasons = error.body.reasons as { detail: string }[]
  throw new Error(reasons.map(({ detail }) => detail).join(' '))
}
