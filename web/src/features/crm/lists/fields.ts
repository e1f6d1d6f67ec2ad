import { useLingui } from '@lingui/react/macro'
import type { NewOf } from '~/api/resource'
import { type FieldSpec, flag } from '~/kit/form-spec'
import type { Subscription } from '../resources'

type New = NewOf<'/api/v1/crm/lists'>

export function useListFields(): FieldSpec<New>[] {
  const { t } = useLingui()
  return [
    { name: 'name', label: t`Name`, required: true },
    {
      name: 'opt_in',
      label: t`How people join`,
      kind: 'select',
      required: true,
      half: true,
      read: (value) => (value as string) ?? 'single',
      options: [
        { value: 'single', label: t`At once` },
        { value: 'double', label: t`After a click in a mail` },
      ],
    },
    {
      ...flag,
      name: 'public',
      label: t`On the preference page`,
      half: true,
      options: [
        { value: 'false', label: t`No` },
        { value: 'true', label: t`Yes, for everybody` },
      ],
    },
    { name: 'purpose', label: t`What it is for`, kind: 'textarea', hint: t`Subscribers read this.` },
    {
      name: 'wording',
      label: t`Words of consent`,
      kind: 'textarea',
      hint: t`What people agree to when they join. Every change is kept as a version.`,
    },
  ]
}

export const STATES = { unconfirmed: 'warning', confirmed: 'success', unsubscribed: 'plain' } as const

export function useSubscriptionWords() {
  const { t } = useLingui()
  const states: Record<Subscription['state'], string> = {
    unconfirmed: t`Not confirmed yet`,
    confirmed: t`Confirmed`,
    unsubscribed: t`Unsubscribed`,
  }
  const sources: Record<Subscription['source'], string> = {
    member: t`A member`,
    api: t`API`,
    import: t`Import`,
    form: t`Form`,
    preference_page: t`Preference page`,
    sequence: t`Sequence`,
  }
  return { states, sources }
}
