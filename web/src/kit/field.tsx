import { Trans } from '@lingui/react/macro'
import type { ComponentProps, ReactNode } from 'react'
import { useId } from 'react'
import { cx } from '~/lib/cx'

/** An input without a width of its own. */
export const BARE =
  'block min-h-11 rounded-lg border border-field-line bg-surface px-3 text-base text-ink sm:text-sm aria-invalid:border-danger disabled:opacity-60'
export const CONTROL = `${BARE} w-full`

interface Described {
  id: string
  'aria-describedby': string | undefined
  'aria-invalid': true | undefined
  required: boolean | undefined
}

export interface FieldProps {
  label: ReactNode
  hint?: ReactNode
  error?: string | undefined
  required?: boolean | undefined
  /** Says in words that it is required, in forms where most fields are not. */
  mark?: boolean | undefined
  className?: string
  children: (control: Described) => ReactNode
}

/** A label, a control and what is said about it; the control gets its ids. */
export function Field({ label, hint, error, required, mark, className, children }: FieldProps) {
  const id = useId()
  const about = cx(hint ? `${id}-hint` : null, error ? `${id}-error` : null)
  return (
    <div className={cx('min-w-0', className)}>
      <label htmlFor={id} className="mb-1.5 flex items-baseline justify-between gap-2 text-sm font-medium">
        <span>{label}</span>
        {mark && (
          <span className="text-xs font-normal text-muted">
            <Trans>required</Trans>
          </span>
        )}
      </label>
      {children({
        id,
        'aria-describedby': about || undefined,
        'aria-invalid': error ? true : undefined,
        required: required || undefined,
      })}
      {hint && (
        <p id={`${id}-hint`} className="mt-1.5 text-xs text-muted">
          {hint}
        </p>
      )}
      {error && (
        <p id={`${id}-error`} className="mt-1.5 text-xs text-danger">
          {error}
        </p>
      )}
    </div>
  )
}

type Wrapped<T extends 'input' | 'select' | 'textarea'> = ComponentProps<T> & Omit<FieldProps, 'children'>

export function TextField({ label, hint, error, required, className, ...input }: Wrapped<'input'>) {
  return (
    <Field {...{ label, hint, error, required, className }}>
      {(control) => <input {...control} {...input} className={CONTROL} />}
    </Field>
  )
}

export function TextArea({ label, hint, error, required, className, ...input }: Wrapped<'textarea'>) {
  return (
    <Field {...{ label, hint, error, required, className }}>
      {(control) => <textarea rows={4} {...control} {...input} className={cx(CONTROL, 'py-2.5')} />}
    </Field>
  )
}

export function SelectField({
  label,
  hint,
  error,
  required,
  className,
  children,
  ...input
}: Wrapped<'select'>) {
  return (
    <Field {...{ label, hint, error, required, className }}>
      {(control) => (
        <select {...control} {...input} className={cx(CONTROL, 'pe-8')}>
          {children}
        </select>
      )}
    </Field>
  )
}

export function Checkbox({
  label,
  hint,
  ...input
}: ComponentProps<'input'> & { label: ReactNode; hint?: ReactNode }) {
  return (
    <label className="flex min-h-11 cursor-pointer items-center gap-3 text-sm">
      <input type="checkbox" {...input} className="size-5 shrink-0 accent-graphic" />
      <span>
        {label}
        {hint && <span className="block text-xs text-muted">{hint}</span>}
      </span>
    </label>
  )
}

interface TicksProps {
  label: ReactNode
  options: { value: string; label: string }[]
  value: string[]
  onChange: (value: string[]) => void
  empty?: ReactNode
}

/** Any number of some options. */
export function Ticks({ label, options, value, onChange, empty }: TicksProps) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1 text-sm font-medium">{label}</legend>
      {options.length === 0 && <p className="text-sm text-muted">{empty}</p>}
      <div className="max-h-56 overflow-y-auto">
        {options.map((option) => (
          <Checkbox
            key={option.value}
            label={option.label}
            checked={value.includes(option.value)}
            onChange={({ target }) =>
              onChange(
                target.checked ? [...value, option.value] : value.filter((one) => one !== option.value),
              )
            }
          />
        ))}
      </div>
    </fieldset>
  )
}
