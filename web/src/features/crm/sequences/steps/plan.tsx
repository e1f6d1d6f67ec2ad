import { Trans, useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { Button } from '~/kit/button'
import { SavedCard } from '~/kit/saved-card'
import { moved } from '~/lib/moved'
import type { Sequence } from '../../resources'
import { TriggerFields } from '../trigger'
import { useSave } from '../use-save'
import { useSequenceWords } from '../words'
import { StepCard } from './card'
import { newStep, STEP_TYPES, type Step } from './steps'

/** When a sequence begins and what it does, saved as one version. */
export function Plan({ sequence }: { sequence: Sequence }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const { steps: words } = useSequenceWords()
  const { errors, failure, pending, save: store } = useSave(sequence)
  const [trigger, setTrigger] = useState(sequence.trigger)
  const [steps, setSteps] = useState<Step[]>(sequence.steps)
  const body = { trigger, steps }
  const dirty = JSON.stringify(body) !== JSON.stringify({ trigger: sequence.trigger, steps: sequence.steps })
  const writer = can('crm.sequences:write')
  const save = async () => {
    const saved = await store(body)
    if (!saved) return
    setTrigger((now) => (now === trigger ? saved.trigger : now))
    setSteps((now) => (now === steps ? saved.steps : now))
  }
  const rest = Object.entries(errors).filter(([pointer]) => !/^\/steps\/\d+/.test(pointer))
  return (
    <SavedCard
      title={<Trans>What happens</Trans>}
      dirty={dirty}
      pending={pending}
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
