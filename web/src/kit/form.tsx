import { Trans, useLingui } from '@lingui/react/macro'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { type Control, Controller, type FieldErrors, useForm } from 'react-hook-form'
import { useBlocker } from 'react-router'
import { isProblem } from '~/api/problem'
import { cx } from '~/lib/cx'
import { useUnsaved } from '~/lib/unsaved'
import { Button } from './button'
import { keepDraft, readDraft } from './drafts'
import { Checkbox, CONTROL, Field } from './field'
import {
  type FieldSpec,
  type FormValue,
  type FormValues,
  isBlank,
  shown,
  Unreadable,
  written,
} from './form-spec'
import { Lines } from './lines'
import { Ask } from './overlay'
import { RecordPicker } from './record-picker'
import { fieldOf, sentence } from './refusals'
import { useErrorWords } from './use-error-words'
import { useKept } from './use-kept'

interface RecordFormProps<Body, Row> {
  fields: FieldSpec<Body>[]
  /** The stored record that is changed; without one a new one is made. */
  row?: Row
  /** Saves; `key` stays the same until the server has answered, so that a lost answer makes no second record. */
  onSave: (body: Partial<Body>, key: string) => Promise<unknown>
  submit: string
  /** Name of the draft that survives a reload and a closed sheet. */
  draft?: string
  /** Leaves the form: what was typed is given up, or kept until there is a connection. */
  onCancel?: () => void
  /** What to show above the buttons for a refusal that needs more than its words. */
  refusal?: (error: unknown) => ReactNode
}

export function RecordForm<Body, Row extends object>(props: RecordFormProps<Body, Row>) {
  const { fields, row, onSave, submit, draft, onCancel, refusal } = props
  const { t } = useLingui()
  const wordsOf = useErrorWords()
  const isKept = useKept()
  const [failure, setFailure] = useState<unknown>(null)
  const summary = useRef<HTMLDivElement>(null)
  const key = useRef(crypto.randomUUID())
  const form = useForm<FormValues>({
    defaultValues: { ...shown(fields, row as Record<string, unknown>), ...readDraft(draft) },
  })
  const { errors, isSubmitting, isDirty } = form.formState
  useUnsaved(isDirty && !isSubmitting)
  useEffect(() => {
    if (draft)
      return form.subscribe({
        formState: { values: true },
        callback: ({ values }) => keepDraft(draft, values),
      })
  }, [draft, form])
  useEffect(() => {
    if (failure) summary.current?.focus()
  }, [failure])

  const finish = (values: FormValues) => {
    form.reset(values)
    // Last, for every change of the form writes the draft.
    if (draft) keepDraft(draft, null)
    key.current = crypto.randomUUID()
  }
  const save = form.handleSubmit(async (values) => {
    setFailure(null)
    try {
      await onSave(written(fields, values, row as Record<string, unknown>), key.current)
      finish(values)
    } catch (error) {
      if (isKept(error)) {
        finish(values)
        return onCancel?.()
      }
      if (error instanceof Unreadable)
        return form.setError(error.field, { message: t`This is no amount.` }, { shouldFocus: true })
      if (isDefinite(error)) key.current = crypto.randomUUID()
      const rest = isProblem(error)
        ? error.errors.filter((one, index) => {
            const field = fieldOf(one.pointer)
            const known = fields.some(({ name }) => name === field)
            if (known) form.setError(field, { message: wordsOf(one) }, { shouldFocus: index === 0 })
            return !known
          })
        : []
      if (!isProblem(error) || error.errors.length === 0 || rest.length > 0) setFailure(error)
    }
  })

  return (
    <form noValidate onSubmit={save} className="space-y-5">
      <LeaveGuard dirty={isDirty && !draft && !isSubmitting} />
      {failure !== null && (
        <div ref={summary} tabIndex={-1} role="alert" className="rounded-lg border border-danger p-3 text-sm">
          {refusal?.(failure) ?? sentence(failure)}
        </div>
      )}
      <div className="grid grid-cols-1 gap-x-4 gap-y-5 sm:grid-cols-2">
        {fields.map((field) => (
          <div key={field.name} className={cx('min-w-0', !field.half && 'sm:col-span-2')}>
            <FormField
              field={field}
              control={form.control}
              errors={errors}
              required={t`Please fill this in.`}
            />
          </div>
        ))}
      </div>
      <div className="flex justify-end gap-2 pt-2">
        {onCancel && (
          <Button onClick={onCancel}>
            <Trans>Cancel</Trans>
          </Button>
        )}
        <Button type="submit" look="primary" pending={isSubmitting}>
          {submit}
        </Button>
      </div>
    </form>
  )
}

/** Whether it is certain that nothing was saved: without that another try is the same try. */
function isDefinite(error: unknown): boolean {
  return (
    !isProblem(error) || (error.status > 0 && error.status < 500 && error.code !== 'idempotency_in_flight')
  )
}

interface FormFieldProps<Body> {
  field: FieldSpec<Body>
  control: Control<FormValues>
  errors: FieldErrors<FormValues>
  required: string
}

function FormField<Body>({ field, control, errors, required }: FormFieldProps<Body>) {
  const error = errors[field.name]?.message as string | undefined
  return (
    <Controller
      name={field.name}
      control={control}
      rules={field.required ? { validate: (value) => !isBlank(value) || required } : {}}
      render={({ field: { value, onChange, onBlur, ref } }) =>
        field.draw ? (
          field.draw({ value: value ?? null, onChange, error })
        ) : field.kind === 'check' ? (
          <Checkbox
            ref={ref}
            label={field.label}
            hint={field.hint}
            checked={value === 'true'}
            onChange={(event) => onChange(event.target.checked ? 'true' : '')}
          />
        ) : field.picker ? (
          <RecordPicker
            label={field.label}
            picker={field.picker}
            value={typeof value === 'string' ? value : null}
            onChange={onChange}
            error={error}
            required={field.required}
          />
        ) : (
          <Field
            label={field.label}
            hint={field.hint}
            error={error}
            required={field.required}
            mark={field.required}
          >
            {(described) => (
              <Input field={field} {...{ described, value, onChange, onBlur }} inputRef={ref} />
            )}
          </Field>
        )
      }
    />
  )
}

interface InputProps<Body> {
  field: FieldSpec<Body>
  described: { id: string }
  value: FormValue
  onChange: (value: FormValue) => void
  onBlur: () => void
  inputRef: (element: HTMLElement | null) => void
}

const TYPES: Partial<Record<string, string>> = { datetime: 'datetime-local', money: 'text', number: 'number' }

function Input<Body>({ field, described, value, onChange, onBlur, inputRef }: InputProps<Body>) {
  const kind = field.kind ?? 'text'
  const text = typeof value === 'string' ? value : ''
  const common = {
    ...described,
    ref: inputRef,
    onBlur,
    value: text,
    onChange: (event: { target: { value: string } }) => onChange(event.target.value),
  }
  if (kind === 'lines')
    return (
      <Lines
        described={described}
        values={Array.isArray(value) ? value : []}
        onChange={onChange}
        label={field.label}
      />
    )
  if (kind === 'textarea')
    return <textarea {...common} rows={4} dir="auto" className={cx(CONTROL, 'py-2.5')} />
  if (kind === 'select')
    return (
      <select {...common} className={CONTROL}>
        {!field.required && <option value="">–</option>}
        {field.options?.map((option) => (
          <option key={option.value} value={option.value}>
            {option.label}
          </option>
        ))}
      </select>
    )
  return (
    <input
      {...common}
      type={TYPES[kind] ?? (kind === 'tags' ? 'text' : kind)}
      inputMode={kind === 'money' ? 'decimal' : undefined}
      autoComplete={field.autoComplete ?? 'off'}
      dir="auto"
      className={CONTROL}
    />
  )
}

/** Asks before typed text is left behind. The router knows one such question at a time: who has none asks none. */
export function LeaveGuard({ dirty }: { dirty: boolean }) {
  return dirty && <Leaving />
}

function Leaving() {
  const { t } = useLingui()
  useUnsaved(true)
  const blocker = useBlocker(
    ({ currentLocation, nextLocation }) => currentLocation.pathname !== nextLocation.pathname,
  )
  useEffect(() => {
    const stop = (event: BeforeUnloadEvent) => event.preventDefault()
    addEventListener('beforeunload', stop)
    return () => removeEventListener('beforeunload', stop)
  }, [])
  return (
    <Ask
      title={t`Leave without saving?`}
      open={blocker.state === 'blocked'}
      onClose={() => blocker.reset?.()}
      action={t`Leave`}
      danger
      onConfirm={() => blocker.proceed?.()}
    >
      <Trans>What you have typed here is not saved.</Trans>
    </Ask>
  )
}
