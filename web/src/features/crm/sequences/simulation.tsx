import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { crm, data } from '~/api/clients'
import { TextField } from '~/kit/field'
import { Loaded } from '~/kit/loaded'
import { Card, CardHead } from '~/kit/page'
import { RecordPicker } from '~/kit/record-picker'
import { formatDateTime, ZONE, zoned } from '~/lib/time'
import { contactPicker, type Sequence, sequences } from '../resources'
import type { StepType } from './steps/steps'
import { useSequenceWords } from './words'

/** What would come when for one contact, by the steps as they are saved; nothing is sent. */
export function Simulation({ sequence }: { sequence: Sequence }) {
  const { t } = useLingui()
  const { steps, notes } = useSequenceWords()
  const [contact, setContact] = useState<string | null>(null)
  const [begins, setBegins] = useState('')
  const at = begins ? zoned(begins, ZONE) : null
  const plan = useQuery({
    queryKey: [...sequences.key(), 'simulation', sequence.id, sequence.version, contact, at],
    queryFn: ({ signal }) =>
      data(
        crm.POST('/api/v1/crm/sequences/{sequence_id}/simulate', {
          params: { path: { sequence_id: sequence.id } },
          body: { contact_id: contact as string, at },
          signal,
        }),
      ),
    enabled: contact !== null,
    // It depends on the moment and on the contact, whatever happened with either.
    staleTime: 0,
  })
  return (
    <Card>
      <CardHead title={<Trans>Try it</Trans>} />
      <div className="space-y-4 p-4">
        <p className="text-sm text-muted">
          <Trans>The timetable of one contact by the steps as they are saved. Nothing is sent.</Trans>
        </p>
        <div className="grid gap-4 sm:grid-cols-2">
          <RecordPicker
            label={t`For this contact`}
            picker={contactPicker()}
            value={contact}
            onChange={setContact}
          />
          <TextField
            label={t`If it begins`}
            type="datetime-local"
            hint={t`Empty: now.`}
            value={begins}
            onChange={({ target }) => setBegins(target.value)}
          />
        </div>
        {contact && (
          <Loaded query={plan} rows={3}>
            {({ items, zone }) =>
              items.length === 0 ? (
                <p className="text-sm text-muted">
                  <Trans>Nothing would happen: it has no steps.</Trans>
                </p>
              ) : (
                <>
                  <ol aria-label={t`Timetable`} className="text-sm">
                    {items.map((line, index) => (
                      <li
                        // biome-ignore lint/suspicious/noArrayIndexKey: a step may come more than once
                        key={index}
                        className="flex flex-wrap items-baseline gap-x-3 border-b border-line py-2 last:border-0"
                      >
                        <time dateTime={line.at} className="w-44 text-muted tabular-nums">
                          {formatDateTime(line.at, zone)}
                        </time>
                        <span className="min-w-0 flex-1">
                          {steps[line.type as StepType] ?? line.type}{' '}
                          <span className="text-muted">{line.step}</span>
                        </span>
                        <span className="text-muted">{notes[line.note] ?? line.note}</span>
                      </li>
                    ))}
                  </ol>
                  <p className="text-xs text-muted">
                    <Trans>By the clock of {zone}.</Trans>
                  </p>
                </>
              )
            }
          </Loaded>
        )}
      </div>
    </Card>
  )
}
