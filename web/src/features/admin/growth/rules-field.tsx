import { Trans, useLingui } from '@lingui/react/macro'
import { Plus, X } from 'lucide-react'
import type { components } from '~/api/gen/workspace'
import { Button, IconButton } from '~/kit/button'
import { Checkbox, SelectField, TextField } from '~/kit/field'
import type { Drawn, FormValue } from '~/kit/form-spec'
import { formatMoney, type Money } from '~/lib/money'
import { choices } from '../bits'

export type Rule = components['schemas']['RuleShown']

const TRIGGERS = ['subscription', 'order', 'template', 'token_pack']
/** As many as the API takes. */
const MOST = 10
/** Basis points in a percent. */
const POINTS = 100

export const read = (value: unknown): FormValue => JSON.stringify(value ?? [])
export const write = (value: FormValue): Rule[] => JSON.parse(String(value))

/** The rules of a program: which payment earns which share. A fixed amount stays as it is. */
export function RulesField({ value, onChange, error }: Drawn) {
  const { t } = useLingui()
  const rules = write(value || '[]')
  const put = (index: number, change: Partial<Rule>) =>
    onChange(read(rules.map((rule, at) => (at === index ? { ...rule, ...change } : rule))))
  const add = () => {
    const taken = new Set(rules.map(({ key }) => key))
    const key = Array.from({ length: MOST }, (_, at) => `rule_${at + 1}`).find((one) => !taken.has(one))
    const fresh = { key, trigger: 'subscription', share_bp: 10 * POINTS, amount: null, first_only: true }
    onChange(read([...rules, fresh]))
  }
  return (
    <fieldset className="min-w-0 space-y-3">
      <legend className="text-sm font-medium">
        <Trans>What earns how much</Trans>
      </legend>
      {rules.map((rule, index) => (
        <div key={rule.key} className="rounded-lg border border-line p-3">
          <div className="flex items-end gap-3">
            <SelectField
              className="flex-1"
              label={t`A payment for`}
              value={rule.trigger}
              onChange={({ target }) => put(index, { trigger: target.value })}
            >
              {choices(...TRIGGERS).map((one) => (
                <option key={one.value} value={one.value}>
                  {one.label}
                </option>
              ))}
            </SelectField>
            {rule.amount ? (
              <p className="flex min-h-11 items-center text-sm">
                {formatMoney(rule.amount as unknown as Money)}
              </p>
            ) : (
              <TextField
                className="w-28"
                label={t`Share in %`}
                type="number"
                min={0.01}
                max={100}
                step={0.01}
                value={(rule.share_bp ?? 0) / POINTS}
                onChange={({ target }) => put(index, { share_bp: Math.round(Number(target.value) * POINTS) })}
              />
            )}
            <IconButton
              label={t`Remove rule ${index + 1}`}
              onClick={() => onChange(read(rules.filter((_, at) => at !== index)))}
            >
              <X aria-hidden className="size-4" />
            </IconButton>
          </div>
          <Checkbox
            label={t`Only the first of somebody`}
            checked={rule.first_only}
            onChange={({ target }) => put(index, { first_only: target.checked })}
          />
        </div>
      ))}
      {error && (
        <p role="alert" className="text-xs text-danger">
          {error}
        </p>
      )}
      {rules.length < MOST && (
        <Button onClick={add}>
          <Plus aria-hidden className="size-4" />
          <Trans>Add a rule</Trans>
        </Button>
      )}
    </fieldset>
  )
}
