import { Trans, useLingui } from '@lingui/react/macro'
import { Plus, X } from 'lucide-react'
import type { components } from '~/api/gen/crm'
import { Button, IconButton } from '~/kit/button'
import { Checkbox, SelectField } from '~/kit/field'

type Window = components['schemas']['Window']
type Day = Window['days'][number]

const DAYS: Day[] = ['mon', 'tue', 'wed', 'thu', 'fri', 'sat', 'sun']
const WORKING: Window = { days: DAYS.slice(0, 5), from_hour: 9, until_hour: 17 }
const HOURS = 24
/** As many as the API takes. */
const MOST = 14

interface WindowsProps {
  windows: Window[]
  onChange: (windows: Window[]) => void
}

/** Hours of weekdays in which mails may leave; without any they may at any time. */
export function Windows({ windows, onChange }: WindowsProps) {
  const { t } = useLingui()
  const put = (index: number, change: Partial<Window>) =>
    onChange(windows.map((one, at) => (at === index ? { ...one, ...change } : one)))
  return (
    <section aria-label={t`Hours for mail`} className="space-y-3">
      <h3 className="text-sm font-semibold">
        <Trans>Hours for mail</Trans>
      </h3>
      <p className="text-sm text-muted">
        {windows.length === 0 ? (
          <Trans>Mails leave at any time.</Trans>
        ) : (
          <Trans>By the clock of each contact; a mail that is due outside waits for the next opening.</Trans>
        )}
      </p>
      <ol className="space-y-3">
        {windows.map((window, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a window has no identity but its place
          <li key={index} className="rounded-lg border border-line p-3">
            <Days number={index + 1} days={window.days} onChange={(days) => put(index, { days })} />
            <div className="flex items-end gap-3">
              <Hour
                label={t`From`}
                first={0}
                value={window.from_hour ?? 0}
                onChange={(from_hour) => put(index, { from_hour })}
              />
              <Hour
                label={t`Until`}
                first={1}
                value={window.until_hour ?? HOURS}
                onChange={(until_hour) => put(index, { until_hour })}
              />
              <IconButton
                label={t`Remove window ${index + 1}`}
                className="ms-auto"
                onClick={() => onChange(windows.filter((_, at) => at !== index))}
              >
                <X aria-hidden className="size-4" />
              </IconButton>
            </div>
          </li>
        ))}
      </ol>
      {windows.length < MOST && (
        <Button onClick={() => onChange([...windows, WORKING])}>
          <Plus aria-hidden className="size-4" />
          <Trans>Add hours</Trans>
        </Button>
      )}
    </section>
  )
}

interface DaysProps {
  number: number
  days: Day[]
  onChange: (days: Day[]) => void
}

function Days({ number, days, onChange }: DaysProps) {
  const { t } = useLingui()
  const words: Record<Day, string> = {
    mon: t`Mon`,
    tue: t`Tue`,
    wed: t`Wed`,
    thu: t`Thu`,
    fri: t`Fri`,
    sat: t`Sat`,
    sun: t`Sun`,
  }
  return (
    <fieldset className="mb-2 min-w-0">
      <legend className="sr-only">{t`Days of window ${number}`}</legend>
      <div className="flex flex-wrap gap-x-4">
        {DAYS.map((day) => (
          <Checkbox
            key={day}
            label={words[day]}
            checked={days.includes(day)}
            onChange={({ target }) =>
              // In the order of the week, whatever is ticked first.
              onChange(DAYS.filter((one) => (one === day ? target.checked : days.includes(one))))
            }
          />
        ))}
      </div>
    </fieldset>
  )
}

interface HourProps {
  label: string
  first: number
  value: number
  onChange: (hour: number) => void
}

function Hour({ label, first, value, onChange }: HourProps) {
  return (
    <SelectField label={label} value={value} onChange={({ target }) => onChange(Number(target.value))}>
      {Array.from({ length: HOURS }, (_, at) => at + first).map((hour) => (
        <option key={hour} value={hour}>
          {String(hour).padStart(2, '0')}:00
        </option>
      ))}
    </SelectField>
  )
}
