import { Trans } from '@lingui/react/macro'
import { cx } from '~/lib/cx'

export type Cycle = 'month' | 'year'

/** How often it is paid. */
export function CycleChoice({ cycle, onChange }: { cycle: Cycle; onChange: (cycle: Cycle) => void }) {
  return (
    <fieldset className="mb-4 inline-flex rounded-lg border border-line p-1">
      <legend className="sr-only">
        <Trans>Billing</Trans>
      </legend>
      {(['month', 'year'] as const).map((each) => (
        <label
          key={each}
          className={cx(
            'flex min-h-11 cursor-pointer items-center rounded-md px-4 text-sm font-medium has-focus-visible:outline-2 has-focus-visible:outline-accent',
            cycle === each ? 'bg-hover text-ink' : 'text-muted',
          )}
        >
          <input
            type="radio"
            name="cycle"
            checked={cycle === each}
            onChange={() => onChange(each)}
            className="sr-only"
          />
          {each === 'month' ? <Trans>Monthly</Trans> : <Trans>Yearly</Trans>}
        </label>
      ))}
    </fieldset>
  )
}
