import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import type { components } from '~/api/gen/crm'
import { SelectField, TextField } from '~/kit/field'
import type { Option } from '~/kit/form-spec'
import { MaybeAsked } from '../filters/asked'
import { byName, leadForms, lists, optionsOf, type Sequence, segments } from '../resources'
import { useSequenceWords } from './words'

type Trigger = Sequence['trigger']
export type ExitRule = components['schemas']['ExitRule']
type Event = ExitRule['event']

const SOURCES: Partial<Record<Event | 'manual', typeof lists | typeof segments | typeof leadForms>> = {
  list_confirmed: lists,
  segment_entered: segments,
  form_submitted: leadForms,
}

interface TriggerProps {
  trigger: Trigger
  onChange: (trigger: Trigger) => void
}

/** What lets contacts begin, and which of them. */
export function TriggerFields({ trigger, onChange }: TriggerProps) {
  const { t } = useLingui()
  const { triggers } = useSequenceWords()
  return (
    <>
      <EventFields
        label={t`It begins when`}
        words={triggers}
        value={trigger}
        onChange={(event) => onChange({ ...trigger, ...event })}
      />
      {trigger.event !== 'manual' && (
        <MaybeAsked
          label={<Trans>Only for contacts who fit a filter then</Trans>}
          filter={trigger.filter ?? null}
          onChange={(filter) => onChange({ ...trigger, filter })}
        />
      )}
    </>
  )
}

interface EventFieldsProps<Name extends string> {
  label: string
  words: Record<Name, string>
  value: { event?: Name; about?: string | null }
  onChange: (value: { event: Name; about: string | null }) => void
}

/** Something that happens to a contact, and to which thing. */
export function EventFields<Name extends Event | 'manual'>(props: EventFieldsProps<Name>) {
  const { label, words, value, onChange } = props
  const { t } = useLingui()
  const { event = 'manual' as Name, about = null } = value
  const source = SOURCES[event]
  return (
    <div className="grid min-w-0 flex-1 gap-4 sm:grid-cols-2">
      <SelectField
        label={label}
        value={event}
        onChange={({ target }) => onChange({ event: target.value as Name, about: null })}
      >
        {Object.entries<string>(words).map(([name, word]) => (
          <option key={name} value={name}>
            {word}
          </option>
        ))}
      </SelectField>
      {event === 'tag_added' && (
        <TextField
          label={t`Which tag`}
          hint={t`Empty: any.`}
          value={about ?? ''}
          onChange={({ target }) => onChange({ event, about: target.value || null })}
        />
      )}
      {source && (
        <About source={source} about={about} onChange={(next) => onChange({ event, about: next })} />
      )}
    </div>
  )
}

interface AboutProps {
  source: NonNullable<(typeof SOURCES)[keyof typeof SOURCES]>
  about: string | null
  onChange: (about: string | null) => void
}

function About({ source, about, onChange }: AboutProps) {
  const { t } = useLingui()
  const { data: options = [] } = useQuery(optionsOf<{ id: string; name: string }>(source, byName))
  return (
    <Choice
      label={t`Which one`}
      none={t`Any`}
      options={options}
      value={about ?? ''}
      onChange={(next) => onChange(next || null)}
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
