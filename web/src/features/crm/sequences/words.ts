import { useLingui } from '@lingui/react/macro'
import type { components } from '~/api/gen/crm'
import type { Sequence } from '../resources'
import type { StepType } from './steps/steps'

export type Enrolment = components['schemas']['EnrolmentRead']
export const TONES = { draft: 'plain', active: 'success', paused: 'warning' } as const

export function useSequenceWords() {
  const { t } = useLingui()
  const kinds: Record<Sequence['kind'], string> = {
    marketing: t`Marketing, to who is on a list`,
    transactional: t`About what somebody asked for or bought`,
    outreach: t`Personal, from your own address`,
  }
  const states: Record<Sequence['state'], string> = { draft: t`Draft`, active: t`Active`, paused: t`Paused` }
  const pauses: Record<NonNullable<Sequence['pause_reason']>, string> = {
    by_hand: t`By hand`,
    workspace_closed: t`The workspace was closed`,
    member_removed: t`Its sender has left the team`,
    no_sender: t`It has no sender`,
  }
  const triggers: Record<Sequence['trigger']['event'] & string, string> = {
    manual: t`Only by hand`,
    contact_created: t`A contact is new`,
    tag_added: t`A tag is added`,
    list_confirmed: t`Somebody joins a list`,
    segment_entered: t`Somebody enters a segment`,
    form_submitted: t`A form is filled in`,
    order_paid: t`An order is paid`,
    cart_abandoned: t`A cart is abandoned`,
    booking_completed: t`A booking is over`,
  }
  const notes: Record<string, string> = {
    done: t`done`,
    fits: t`fits`,
    fits_not: t`does not fit`,
    branched: t`takes another way`,
    jumped: t`jumps`,
    went_on: t`goes on, has jumped often enough`,
    left: t`leaves here`,
  }
  const steps: Record<StepType, string> = {
    mail: t`Mail`,
    wait: t`Wait`,
    condition: t`Condition`,
    branch: t`Branch`,
    add_tag: t`Add a tag`,
    add_to_list: t`Add to a list`,
    create_task: t`Make a task`,
    move_deal: t`Move the deal`,
    jump: t`Jump`,
    exit: t`End`,
  }
  const enrolled: Record<Enrolment['state'], string> = {
    active: t`Taking part`,
    paused: t`Paused`,
    completed: t`Done`,
    exited: t`Left`,
    failed: t`Failed`,
  }
  const skipped: Record<components['schemas']['EnrolSkipped']['reason'], string> = {
    already_active: t`takes part already`,
    no_reentry: t`has taken part before`,
    no_address: t`has no address`,
    not_subscribed: t`is not on the list`,
    suppressed: t`gets no mail`,
  }
  return { kinds, states, pauses, triggers, notes, steps, enrolled, skipped }
}
