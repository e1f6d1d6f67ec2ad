import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { SelectField, TextField } from '~/kit/field'
import type { Option } from '~/kit/form-spec'
import { byName, leadForms, lists, optionsOf, type Sequence, segments } from '../resources'
import { useSequenceWords } from './words'

type Trigger = Sequence['trigger']
interface TriggerProps {
  trigger: Trigger
  onChange: (trigger: Trigger) => void
}

const SOURCES: Partial<Record<Trigger['event'] & string, typeof lists | typeof segments | typeof leadForms>> =
  {
    list_confirmed: lists,
    segment_entered: segments,
    form_submitted: leadForms,
  }

/** What lets contacts begin. */
export function TriggerFields({ trigger, onChange }: TriggerProps) {
  const { t } = useLingui()
  const { triggers } = useSequenceWords()
  const source = SOURCES[trigger.event ?? 'manual']
  return (
    <div className="grid gap-4 sm:grid-cols-2">
      <SelectField
        label={t`It begins when`}
        value={trigger.event}
        onChange={({ target }) =>
          onChange({ ...trigger, event: target.value as Trigger['event'], about: null })
        }
      >
        {Object.entries(triggers).map(([value, label]) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
      </SelectField>
      {trigger.event === 'tag_added' && (
        <TextField
          label={t`Which tag`}
          hint={t`Empty: any.`}
          value={trigger.about ?? ''}
          onChange={({ target }) => onChange({ ...trigger, about: target.value || null })}
        />
      )}
      {source && <About source={source} trigger={trigger} onChange={onChange} />}
    </div>
  )
}

function About({
  source,
  trigger,
  onChange,
}: TriggerProps & { source: NonNullable<(typeof SOURCES)[keyof typeof SOURCES]> }) {
  const { t } = useLingui()
  const { data: options = [] } = useQuery(optionsOf<{ id: string; name: string }>(source, byName))
  return (
    <Choice
      label={t`Which one`}
      none={t`Any`}
      options={options}
      value={trigger.about ?? ''}
      onChange={(about) => onChange({ ...trigger, about: about || null })}
    />
  )
}

interface ChoiceProps {
  label: string
  /** What choosing nothing means. */
  none: string
  options: Option[]
  value: string
  onChange: (value: string) => void
}

/** One of some options, or none. */
export function Choice({ label, none, options, value, onChange }: ChoiceProps) {
  return (
    <SelectField label={label} value={value} onChange={({ target }) => onChange(target.value)}>
      <option value="">{none}</option>
      {options.map((option) => (
        <option key={option.value} value={option.value}>
          {option.label}
        </option>
      ))}
    </SelectField>
  )
}
