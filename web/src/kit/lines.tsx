import { Trans, useLingui } from '@lingui/react/macro'
import { Plus, X } from 'lucide-react'
import { Button, IconButton } from './button'
import { CONTROL } from './field'

interface LinesProps {
  described: { id: string }
  label: string
  values: string[]
  onChange: (values: string[]) => void
}

/** Several values of one kind, such as addresses; the first counts as the main one. */
export function Lines({ described, label, values, onChange }: LinesProps) {
  const { t } = useLingui()
  const lines = values.length > 0 ? values : ['']
  const put = (index: number, line: string) => onChange(lines.map((old, at) => (at === index ? line : old)))
  return (
    <div className="space-y-2">
      {lines.map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a line has no identity but its place
        <div key={index} className="flex items-center gap-1">
          <input
            {...(index === 0 ? described : { 'aria-label': `${label} ${index + 1}` })}
            value={line}
            dir="auto"
            autoComplete="off"
            onChange={(event) => put(index, event.target.value)}
            className={CONTROL}
          />
          {lines.length > 1 && (
            <IconButton label={t`Remove`} onClick={() => onChange(lines.filter((_, at) => at !== index))}>
              <X aria-hidden className="size-4" />
            </IconButton>
          )}
        </div>
      ))}
      <Button look="ghost" onClick={() => onChange([...lines, ''])} className="-ms-2">
        <Plus aria-hidden className="size-4" />
        <Trans>Add another</Trans>
      </Button>
    </div>
  )
}
