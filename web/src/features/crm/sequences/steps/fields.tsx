import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Button } from '~/kit/button'
import { SelectField, TextField } from '~/kit/field'
import { Asked } from '../../filters/asked'
import { byName, lists, optionsOf, stages } from '../../resources'
import { templateOptions } from '../../templates/fields'
import { Choice } from '../trigger'
import type { Step } from './steps'

interface StepFieldsProps {
  step: Step
  others: Step[]
  onChange: (step: Step) => void
}

/** What a step needs to know, by its kind. */
export function StepFields({ step, others, onChange }: StepFieldsProps) {
  const { t } = useLingui()
  const places = others.map(({ key }) => ({ value: key, label: key }))
  const number = (label: string, value: number, put: (value: number) => void) => (
    <TextField
      label={label}
      type="number"
      min={0}
      value={value}
      onChange={({ target }) => put(Number(target.value))}
    />
  )
  switch (step.type) {
    case 'mail':
      return (
        <MailFields value={step.template_id} onChange={(template_id) => onChange({ ...step, template_id })} />
      )
    case 'wait':
      return (
        <div className="grid grid-cols-2 gap-3">
          {number(t`How many`, step.amount, (amount) => onChange({ ...step, amount }))}
          <SelectField
            label={t`Of what`}
            value={step.unit}
            onChange={({ target }) => onChange({ ...step, unit: target.value as typeof step.unit })}
          >
            <option value="minutes">{t`Minutes`}</option>
            <option value="hours">{t`Hours`}</option>
            <option value="days">{t`Days`}</option>
            <option value="weeks">{t`Weeks`}</option>
          </SelectField>
        </div>
      )
    case 'condition':
      return (
        <div className="space-y-3">
          <Asked filter={step.filter} onChange={(filter) => onChange({ ...step, filter })} />
          <Choice
            label={t`Who does not fit goes to`}
            none={t`The end`}
            options={places}
            value={step.otherwise ?? ''}
            onChange={(key) => onChange({ ...step, otherwise: key || null })}
          />
        </div>
      )
    case 'branch':
      return (
        <div className="space-y-4">
          {step.arms.map((arm, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: an arm has no identity but its place, and only the last goes
            <div key={index} className="space-y-3">
              <Asked
                filter={arm.filter}
                onChange={(filter) =>
                  onChange({
                    ...step,
                    arms: step.arms.map((old, at) => (at === index ? { ...old, filter } : old)),
                  })
                }
              />
              <Choice
                label={t`Who fits goes to`}
                none="–"
                options={places}
                value={arm.to}
                onChange={(to) =>
                  onChange({
                    ...step,
                    arms: step.arms.map((old, at) => (at === index ? { ...old, to } : old)),
                  })
                }
              />
            </div>
          ))}
          <div className="flex gap-2">
            <Button onClick={() => onChange({ ...step, arms: [...step.arms, { filter: {}, to: '' }] })}>
              <Trans>Another way</Trans>
            </Button>
            {step.arms.length > 1 && (
              <Button look="ghost" onClick={() => onChange({ ...step, arms: step.arms.slice(0, -1) })}>
                <Trans>Remove the last way</Trans>
              </Button>
            )}
          </div>
        </div>
      )
    case 'add_tag':
      return (
        <TextField
          label={t`Tag`}
          value={step.tag}
          onChange={({ target }) => onChange({ ...step, tag: target.value })}
        />
      )
    case 'add_to_list':
      return <ListFields value={step.list_id} onChange={(list_id) => onChange({ ...step, list_id })} />
    case 'create_task':
      return (
        <div className="grid gap-3 sm:grid-cols-[1fr_10rem]">
          <TextField
            label={t`What is to do`}
            value={step.subject}
            onChange={({ target }) => onChange({ ...step, subject: target.value })}
          />
          {number(t`Due in days`, step.due_in_days ?? 0, (due_in_days) => onChange({ ...step, due_in_days }))}
        </div>
      )
    case 'move_deal':
      return <StageFields value={step.stage_id} onChange={(stage_id) => onChange({ ...step, stage_id })} />
    case 'jump':
      return (
        <div className="grid grid-cols-2 gap-3">
          <Choice
            label={t`To`}
            none="–"
            options={places}
            value={step.to}
            onChange={(to) => onChange({ ...step, to })}
          />
          {number(t`So often at most`, step.at_most ?? 1, (at_most) => onChange({ ...step, at_most }))}
        </div>
      )
    case 'exit':
      return null
  }
}

interface OneProps {
  value: string
  onChange: (value: string) => void
}

function MailFields(props: OneProps) {
  const { t } = useLingui()
  const { data: options = [] } = useQuery(templateOptions())
  return <Choice {...props} label={t`Template`} none={t`Choose a template`} options={options} />
}

function ListFields(props: OneProps) {
  const { t } = useLingui()
  const { data: options = [] } = useQuery(optionsOf(lists, byName))
  return <Choice {...props} label={t`List`} none="–" options={options} />
}

function StageFields(props: OneProps) {
  const { t } = useLingui()
  const { data: options = [] } = useQuery(optionsOf(stages, byName))
  return <Choice {...props} label={t`Stage`} none="–" options={options} />
}
