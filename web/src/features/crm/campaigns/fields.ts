import { useLingui } from '@lingui/react/macro'
import type { components } from '~/api/gen/crm'
import type { NewOf } from '~/api/resource'
import type { FieldSpec } from '~/kit/form-spec'
import { type Campaign, senders } from '../resources'

type New = NewOf<'/api/v1/crm/campaigns'>
export type Recipient = components['schemas']['CampaignRecipientRead']

export const TONES = {
  draft: 'plain',
  scheduled: 'accent',
  running: 'accent',
  paused: 'warning',
  finished: 'success',
  cancelled: 'plain',
} as const

export function useCampaignWords() {
  const { t } = useLingui()
  const states: Record<Campaign['state'], string> = {
    draft: t`Draft`,
    scheduled: t`Scheduled`,
    running: t`Being sent`,
    paused: t`Paused`,
    finished: t`Sent`,
    cancelled: t`Cancelled`,
  }
  const reached: Record<Recipient['state'], string> = {
    queued: t`Waiting`,
    sending: t`Being sent`,
    sent: t`Sent`,
    failed: t`Failed`,
    unconfirmed: t`Unknown`,
    skipped: t`Left out`,
  }
  const skipped: Record<NonNullable<Recipient['skip_reason']>, string> = {
    unsubscribed: t`Unsubscribed`,
    unconfirmed: t`Not confirmed`,
    suppressed: t`Suppressed`,
    frequency_cap: t`Has had enough mail`,
    invalid: t`No valid address`,
    cancelled: t`Cancelled`,
  }
  return { states, reached, skipped }
}

export function useNameField(): FieldSpec<New>[] {
  const { t } = useLingui()
  return [{ name: 'name', label: t`Name`, required: true, hint: t`Only you see it.` }]
}

/** Who sends, and how fast. */
export function useSenderFields(): FieldSpec<New>[] {
  const { t } = useLingui()
  return [
    {
      name: 'sender_id',
      label: t`Sender`,
      kind: 'record',
      picker: {
        key: senders.key(),
        search: async (q) =>
          (await senders.list({ q, limit: 10 })).items.map(({ id, name, address }) => ({
            id,
            name,
            detail: address,
          })),
        name: async (id) => (await senders.get(id)).name,
      },
    },
    {
      name: 'throttle_per_hour',
      label: t`Mails an hour, at most`,
      kind: 'number',
      hint: t`Empty: as fast as it goes.`,
    },
  ]
}
