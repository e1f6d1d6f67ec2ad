import { useLingui } from '@lingui/react/macro'
import { ArrowDown, ArrowUp, X } from 'lucide-react'
import { IconButton } from '~/kit/button'
import { useSequenceWords } from '../words'
import { StepFields } from './fields'
import type { Step } from './steps'

interface StepCardProps {
  number: number
  step: Step
  /** The steps that this one may lead to. */
  others: Step[]
  errors: string[]
  onChange: (step: Step) => void
  onMove: (by: number) => void
  onRemove: () => void
}

/** One step with its fields. */
export function StepCard({ number, step, others, errors, onChange, onMove, onRemove }: StepCardProps) {
  const { t } = useLingui()
  const { steps } = useSequenceWords()
  const name = steps[step.type]
  return (
    <li className="rounded-lg border border-line p-3">
      <div className="-mt-1 flex items-center">
        <h3 className="min-w-0 flex-1 truncate text-sm font-semibold">
          {number}. {name} <span className="font-normal text-muted">{step.key}</span>
        </h3>
        <IconButton label={t`Move step ${number} up`} onClick={() => onMove(-1)}>
          <ArrowUp aria-hidden className="size-4" />
        </IconButton>
        <IconButton label={t`Move step ${number} down`} onClick={() => onMove(1)}>
          <ArrowDown aria-hidden className="size-4" />
        </IconButton>
        <IconButton label={t`Remove step ${number}`} onClick={onRemove}>
          <X aria-hidden className="size-4" />
        </IconButton>
      </div>
      <StepFields step={step} others={others} onChange={onChange} />
      {errors.map((message) => (
        <p key={message} role="alert" className="mt-2 text-xs text-danger">
          {message}
        </p>
      ))}
    </li>
  )
}
