import { Trans, useLingui } from '@lingui/react/macro'
import { Plus, X } from 'lucide-react'
import { Button, IconButton } from '~/kit/button'
import { EventFields, type ExitRule } from '../trigger'
import { useSequenceWords } from '../words'

/** As many as the API takes. */
const MOST = 10

interface ExitsProps {
  exits: ExitRule[]
  onChange: (exits: ExitRule[]) => void
}

/** What ends a sequence for a contact to whom it happens. */
export function Exits({ exits, onChange }: ExitsProps) {
  const { t } = useLingui()
  const { manual: _, ...words } = useSequenceWords().triggers
  return (
    <section aria-label={t`Exits`} className="space-y-3">
      <h3 className="text-sm font-semibold">
        <Trans>Exits</Trans>
      </h3>
      <p className="text-sm text-muted">
        {exits.length === 0 ? (
          <Trans>Nothing ends it early but leaving the list, and the answer to a personal mail.</Trans>
        ) : (
          <Trans>It ends for somebody to whom one of these happens.</Trans>
        )}
      </p>
      <ol className="space-y-3">
        {exits.map((exit, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a rule has no identity but its place
          <li key={index} className="flex items-start gap-2 rounded-lg border border-line p-3">
            <EventFields
              label={t`It ends when`}
              words={words}
              value={exit}
              onChange={(next) => onChange(exits.map((one, at) => (at === index ? next : one)))}
            />
            <IconButton
              label={t`Remove exit ${index + 1}`}
              onClick={() => onChange(exits.filter((_, at) => at !== index))}
            >
              <X aria-hidden className="size-4" />
            </IconButton>
          </li>
        ))}
      </ol>
      {exits.length < MOST && (
        <Button onClick={() => onChange([...exits, { event: 'order_paid', about: null }])}>
          <Plus aria-hidden className="size-4" />
          <Trans>Add an exit</Trans>
        </Button>
      )}
    </section>
  )
}
