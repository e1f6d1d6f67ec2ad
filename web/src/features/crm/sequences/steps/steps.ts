/** The steps of a sequence as they are edited. */
import type { components } from '~/api/gen/crm'

type Given = NonNullable<components['schemas']['SequenceCreate']['steps']>
export type Step = Given[number]
export type StepType = Step['type']
export const STEP_TYPES: StepType[] = [
  'mail',
  'wait',
  'condition',
  'branch',
  'add_tag',
  'add_to_list',
  'create_task',
  'move_deal',
  'jump',
  'exit',
]

/** A key that no other step has: the kind and a number. */
export function freshKey(type: StepType, steps: Step[]): string {
  const word = type.replaceAll('_', '-')
  const taken = new Set(steps.map(({ key }) => key))
  let number = 1
  while (taken.has(`${word}-${number}`)) number += 1
  return `${word}-${number}`
}

export function newStep(type: StepType, steps: Step[]): Step {
  const key = freshKey(type, steps)
  switch (type) {
    case 'mail':
      return { key, type, template_id: '' }
    case 'wait':
      return { key, type, amount: 1, unit: 'days' }
    case 'condition':
      return { key, type, filter: {}, otherwise: null }
    case 'branch':
      return { key, type, arms: [{ filter: {}, to: '' }] }
    case 'add_tag':
      return { key, type, tag: '' }
    case 'add_to_list':
      return { key, type, list_id: '' }
    case 'create_task':
      return { key, type, subject: '', due_in_days: 0 }
    case 'move_deal':
      return { key, type, stage_id: '' }
    case 'jump':
      return { key, type, to: '', at_most: 1 }
    case 'exit':
      return { key, type }
  }
}
