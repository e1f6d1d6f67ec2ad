import { useLingui } from '@lingui/react/macro'
import type { NewOf } from '~/api/resource'
import type { FieldSpec } from '~/kit/form-spec'
import type { Activity } from '../resources'

export function useTaskWords() {
  const { t } = useLingui()
  const types: Record<Activity['type'], string> = {
    task: t`Task`,
    call: t`Call`,
    meeting: t`Meeting`,
    email: t`E-mail`,
  }
  const priorities: Record<Activity['priority'], string> = {
    low: t`Low`,
    normal: t`Normal`,
    high: t`High`,
    urgent: t`Urgent`,
  }
  return { types, priorities }
}

export function useTaskFields(): FieldSpec<NewOf<'/api/v1/crm/activities'>>[] {
  const { t } = useLingui()
  const { types, priorities } = useTaskWords()
  const options = (words: Record<string, string>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }))
  return [
    { name: 'subject', label: t`What is to do`, required: true },
    {
      name: 'type',
      label: t`Kind`,
      kind: 'select',
      half: true,
      required: true,
      options: options(types),
      read: (value) => (typeof value === 'string' ? value : 'task'),
    },
    { name: 'due_at', label: t`Due`, kind: 'datetime', half: true },
    {
      name: 'priority',
      label: t`Priority`,
      kind: 'select',
      required: true,
      options: options(priorities),
      read: (value) => (typeof value === 'string' ? value : 'normal'),
    },
    { name: 'description', label: t`Details`, kind: 'textarea' },
  ]
}
