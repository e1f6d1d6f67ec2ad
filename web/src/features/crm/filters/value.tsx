import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { data, workspace } from '~/api/clients'
import { workspaceId } from '~/api/workspace'
import { CONTROL, Ticks } from '~/kit/field'
import type { Option } from '~/kit/form-spec'
import { RecordPicker } from '~/kit/record-picker'
import { byName, campaigns, companyPicker, leadForms, optionsOf, segments } from '../resources'
import { countsDays, type Field, isTicked, type Op } from './tree'
import { useFilterWords } from './words'

interface ValueInputProps {
  field: Field
  op: Op
  texts: string[]
  onChange: (texts: string[]) => void
}

/** The value of a condition, in the input that fits its field and operator. */
export function ValueInput(props: ValueInputProps) {
  const { field, op, texts, onChange } = props
  const { t } = useLingui()
  const { optionOf } = useFilterWords()
  if (field.kind === 'ids') return <Records {...props} />
  if (field.name === 'owner_id') return <Members {...props} />
  if (field.name === 'company_id' && (op === 'eq' || op === 'neq'))
    return (
      <RecordPicker
        label={<span className="sr-only">{t`Value`}</span>}
        picker={companyPicker()}
        value={texts[0] ?? null}
        onChange={(id) => onChange(id ? [id] : [])}
      />
    )
  if (field.options.length > 0 || field.kind === 'flag')
    return (
      <Chosen
        {...props}
        options={
          field.kind === 'flag'
            ? [
                { value: 'true', label: t`Yes` },
                { value: 'false', label: t`No` },
              ]
            : field.options.map((value) => ({ value, label: optionOf(field.name, value) }))
        }
      />
    )
  const type = typeOf(field, op)
  if (op === 'between')
    return (
      <span className="flex gap-2">
        {[t`From`, t`To`].map((label, at) => (
          <input
            key={label}
            type={type}
            aria-label={label}
            value={texts[at] ?? ''}
            onChange={({ target }) =>
              onChange(at === 0 ? [target.value, texts[1] ?? ''] : [texts[0] ?? '', target.value])
            }
            className={CONTROL}
          />
        ))}
      </span>
    )
  return (
    <input
      type={type}
      aria-label={t`Value`}
      placeholder={type === 'text' && (op === 'in' || field.kind === 'names') ? t`Between commas` : undefined}
      value={texts.join(', ')}
      onChange={({ target }) => onChange([target.value])}
      className={CONTROL}
    />
  )
}

function typeOf({ kind }: Field, op: Op): string {
  if (op === 'in' || op === 'not_in') return 'text'
  if (kind === 'number' || countsDays(op)) return 'number'
  return kind === 'time' || kind === 'day' ? 'date' : 'text'
}

/** One of some options, or several where the operator takes several. */
function Chosen({ field, op, texts, onChange, options }: ValueInputProps & { options: Option[] }) {
  const { t } = useLingui()
  if (isTicked(field, op) || op === 'in' || op === 'not_in')
    return (
      <Ticks
        label={<span className="sr-only">{t`Value`}</span>}
        options={options}
        value={texts}
        onChange={onChange}
        empty={t`There is nothing to choose yet.`}
      />
    )
  return (
    <select
      aria-label={t`Value`}
      value={texts[0] ?? ''}
      onChange={({ target }) => onChange(target.value ? [target.value] : [])}
      className={CONTROL}
    >
      <option value="">–</option>
      {options.map(({ value, label }) => (
        <option key={value} value={value}>
          {label}
        </option>
      ))}
    </select>
  )
}

/** Records of which a contact has several. */
function Records(props: ValueInputProps) {
  const { name } = props.field
  const source = name === 'segments' ? segments : name === 'forms' ? leadForms : campaigns
  const { data: options = [] } = useQuery(optionsOf<{ id: string; name: string }>(source, byName))
  return <Chosen {...props} options={options} />
}

function Members(props: ValueInputProps) {
  const found = useQuery({
    queryKey: [workspaceId(), 'workspace', 'members', 'owners'],
    queryFn: () => data(workspace.GET('/api/v1/workspace/members', { params: { query: { limit: 100 } } })),
  })
  const options = (found.data?.items ?? []).map(({ user_id, name, email }) => ({
    value: user_id,
    label: name ?? email ?? user_id,
  }))
  return <Chosen {...props} options={options} />
}
