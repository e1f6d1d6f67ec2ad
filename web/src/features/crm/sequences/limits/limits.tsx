import { Trans } from '@lingui/react/macro'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { SavedCard } from '~/kit/saved-card'
import { MaybeAsked } from '../../filters/asked'
import type { Sequence } from '../../resources'
import { useSave } from '../use-save'
import { Exits } from './exits'
import { Windows } from './windows'

/** When mails may leave, and what ends the sequence for somebody before its last step. */
export function Limits({ sequence }: { sequence: Sequence }) {
  const { can } = useAccess()
  const { errors, failure, pending, save } = useSave(sequence)
  const [windows, setWindows] = useState(sequence.windows)
  const [exits, setExits] = useState(sequence.exits)
  const [filter, setFilter] = useState(sequence.exit_filter)
  const body = { windows, exits, exit_filter: filter }
  const stored = { windows: sequence.windows, exits: sequence.exits, exit_filter: sequence.exit_filter }
  const writer = can('crm.sequences:write')
  return (
    <SavedCard
      title={<Trans>When it may send, and when it ends</Trans>}
      dirty={JSON.stringify(body) !== JSON.stringify(stored)}
      pending={pending}
      writer={writer}
      onSave={() => save(body)}
    >
      <fieldset disabled={!writer} className="min-w-0 space-y-6 p-4">
        {[...Object.values(errors), failure].filter(Boolean).map((message) => (
          <p key={message} role="alert" className="text-sm text-danger">
            {message}
          </p>
        ))}
        <Windows windows={windows} onChange={setWindows} />
        <Exits exits={exits} onChange={setExits} />
        <MaybeAsked
          label={<Trans>Whoever fits a filter leaves at their next step</Trans>}
          filter={filter}
          onChange={setFilter}
        />
      </fieldset>
    </SavedCard>
  )
}
