import { Trans, useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { isProblem } from '~/api/problem'
import { useWrites } from '~/api/queries'
import { Button } from '~/kit/button'
import { SavedCard } from '~/kit/saved-card'
import { say } from '~/kit/toast'
import { useErrorWords } from '~/kit/use-error-words'
import { moved } from '~/lib/moved'
import { type Sequence, sequences } from '../resources'
import { StepCard } from './step-card'
import { newStep, STEP_TYPES, type Step } from './steps'
import { TriggerFields } from './trigger'
import { useSequenceWords } from './words'

/** When a sequence begins and what it does, saved as one version. */
export function Plan({ sequence }: { sequence: Sequence }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const wordsOf = useErrorWords()
  const { steps: words } = useSequenceWords()
  const { update } = useWrites(sequences)
  const [trigger, setTrigger] = useState(sequence.trigger)
  const [steps, setSteps] = useState<Step[]>(sequence.steps)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState('')
  const body = { trigger, steps }
  const dirty = JSON.stringify(body) !== JSON.stringify({ trigger: sequence.trigger, steps: sequence.steps })
  const writer = can('crm.sequences:write')
  const save = async () => {
    setErrors({})
    setFailure('')
    try {
      const saved = await update.mutateAsync({ row: sequence, body })
      setTrigger((now) => (now === trigger ? saved.trigger : now))
      setSteps((now) => (now === steps ? saved.steps : now))
      say(t`Saved`)
    } catch (error) {
      if (isProblem(error) && error.errors.length > 0)
        setErrors(Object.fromEntries(error.errors.map((one) => [one.pointer, wordsOf(one)])))
      else setFailure(error instanceof Error ? error.message : String(error))
    }
  }
  const rest = Object.entries(errors).filter(([pointer]) => !/^\/steps\/\d+/.test(pointer))
  return (
    <SavedCard
      title={<Trans>What happens</Trans>}
      dirty={dirty}
      pending={update.isPending}
      writer={writer}
      onSave={save}
    >
      <fieldset disabled={!writer} className="min-w-0 space-y-4 p-4">
        {[...rest.map(([, message]) => message), failure].filter(Boolean).map((message) => (
          <p key={message} role="alert" className="text-sm text-danger">
            {message}
          </p>
        ))}
        <TriggerFields trigger={trigger} onChange={setTrigger} />
        <ol aria-label={t`Steps`} className="space-y-3">
          {steps.map((step, index) => (
            <StepCard
              key={step.key}
              number={index + 1}
              step={step}
              others={steps.filter(({ key }) => key !== step.key)}
              errors={Object.entries(errors)
                .filter(
                  ([pointer]) => pointer.startsWith(`/steps/${index}/`) || pointer === `/steps/${index}`,
                )
                .map(([, message]) => message)}
              onChange={(next) => setSteps(steps.map((one) => (one.key === step.key ? next : one)))}
              onMove={(by) => setSteps(moved(steps, index, by))}
              onRemove={() => setSteps(steps.filter(({ key }) => key !== step.key))}
            />
          ))}
        </ol>
        <div className="flex flex-wrap gap-2">
          {STEP_TYPES.map((type) => (
            <Button key={type} onClick={() => setSteps([...steps, newStep(type, steps)])}>
              <Plus aria-hidden className="size-4" />
              {words[type]}
            </Button>
          ))}
        </div>
      </fieldset>
    </SavedCard>
  )
}
