import { useLingui } from '@lingui/react/macro'
import type { NewOf } from '~/api/resource'
import type { FieldSpec } from '~/kit/form-spec'
import type { Picker } from '~/kit/record-picker'
import { lists, senders } from '../resources'
import { useSequenceWords } from './words'

type New = NewOf<'/api/v1/crm/sequences'>

const listPicker = (): Picker => ({
  key: lists.key(),
  search: async (q) => (await lists.list({ q, limit: 10 })).items,
  name: async (id) => (await lists.get(id)).name,
})
const senderPicker = (): Picker => ({
  key: senders.key(),
  search: async (q) =>
    (await senders.list({ q, limit: 10, state: 'verified' })).items.map(({ id, name, address }) => ({
      id,
      name,
      detail: address,
    })),
  name: async (id) => (await senders.get(id)).name,
})

export function useSequenceFields(): FieldSpec<New>[] {
  const { t } = useLingui()
  return [
    { name: 'name', label: t`Name`, required: true },
    { name: 'list_id', label: t`List, of a marketing sequence`, kind: 'record', picker: listPicker() },
    { name: 'sender_id', label: t`Sender`, kind: 'record', picker: senderPicker() },
    {
      name: 'reentry',
      label: t`Who has taken part before`,
      kind: 'select',
      required: true,
      half: true,
      read: (value) => (value as string) ?? 'never',
      options: [
        { value: 'never', label: t`does not again` },
        { value: 'after_end', label: t`may again when it is over` },
      ],
    },
    { name: 'reentry_days', label: t`After so many days`, kind: 'number', half: true },
  ]
}

export function useKindField(): FieldSpec<New> {
  const { t } = useLingui()
  const { kinds } = useSequenceWords()
  return {
    name: 'kind',
    label: t`Kind`,
    kind: 'select',
    required: true,
    read: (value) => (value as string) ?? 'marketing',
    options: Object.entries(kinds).map(([value, label]) => ({ value, label })),
  }
}
