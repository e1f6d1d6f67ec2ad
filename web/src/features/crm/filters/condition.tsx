import { useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { IconButton } from '~/kit/button'
import { CONTROL } from '~/kit/field'
import { type Condition, type Field, condition as fresh, needsValue, type Op } from './tree'
import { ValueInput } from './value'
import { useFilterWords } from './words'

interface ConditionRowProps {
  fields: Field[]
  condition: Condition
  onChange: (condition: Condition) => void
  onRemove: () => void
}

/** One condition: which field, how it is asked, and with what. */
export function ConditionRow({ fields, condition, onChange, onRemove }: ConditionRowProps) {
  const { t } = useLingui()
  const { nameOf, ops } = useFilterWords()
  const field = fields.find(({ name }) => name === condition.field)
  return (
    <div className="flex items-start gap-1">
      <div className="grid min-w-0 flex-1 grid-cols-1 gap-2 sm:grid-cols-3">
        <select
          aria-label={t`Field`}
          value={condition.field}
          onChange={({ target }) => {
            const chosen = fields.find(({ name }) => name === target.value)
            onChange({ ...fresh(chosen), key: condition.key })
          }}
          className={CONTROL}
        >
          <option value="">{t`Choose a field`}</option>
          {fields.map(({ name }) => (
            <option key={name} value={name}>
              {nameOf(name)}
            </option>
          ))}
        </select>
        {field && (
          <select
            aria-label={t`How`}
            value={condition.op}
            onChange={({ target }) => onChange({ ...condition, op: target.value as Op, texts: [] })}
            className={CONTROL}
          >
            {field.operators.map((op) => (
              <option key={op} value={op}>
                {ops[op]}
              </option>
            ))}
          </select>
        )}
        {field && needsValue(condition.op) && (
          <ValueInput
            field={field}
            op={condition.op}
            texts={condition.texts}
            onChange={(texts) => onChange({ ...condition, texts })}
          />
        )}
      </div>
      <IconButton label={t`Remove the condition`} onClick={onRemove}>
        <X aria-hidden className="size-4" />
      </IconButton>
    </div>
  )
}
