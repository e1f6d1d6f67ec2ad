import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { data, workspace } from '~/api/clients'
import { SelectField } from '~/kit/field'
import { Skeleton } from '~/kit/states'
import { useSubmit } from '~/kit/use-submit'
import { named } from '~/lib/i18n'
import { GoalChoice } from '../goals/choice'
import { StepFrame } from './frame'
import type { StepProps } from './page'
import { answerOf, type GoalsAnswer, goalsQuery, industriesQuery } from './queries'

/** What the workspace is for; an industry brings its usual goals along. */
export function Goals({ wizard, onSaved }: StepProps) {
  const { t } = useLingui()
  const before = answerOf<GoalsAnswer>(wizard, 'goals')
  const catalogue = useQuery(goalsQuery)
  const trades = useQuery(industriesQuery)
  const [goals, setGoals] = useState<string[]>(before.goals ?? [])
  const [industry, setIndustry] = useState(before.industry ?? '')
  const { pending, failure, submit } = useSubmit(async () => {
    const body: GoalsAnswer = { goals, primary: goals[0] ?? null, industry: industry || null }
    await onSaved(await data(workspace.PUT('/api/v1/workspace/onboarding/steps/goals', { body })))
  })
  const choose = (slug: string) => {
    setIndustry(slug)
    const usual = trades.data?.industries.find((trade) => trade.slug === slug)?.goals ?? []
    if (goals.length === 0) setGoals(usual)
  }
  return (
    <StepFrame
      title={t`What do you want to do?`}
      intro={
        <Trans>
          Pick what you need now. The first one you pick is your main goal; all of it can change later.
        </Trans>
      }
      {...{ pending, failure }}
      disabled={goals.length === 0}
      onSubmit={submit}
    >
      {catalogue.isPending && <Skeleton rows={3} />}
      <GoalChoice goals={catalogue.data?.goals ?? []} chosen={goals} onChange={setGoals} />
      <SelectField
        label={t`Industry`}
        value={industry}
        onChange={(event) => choose(event.target.value)}
        className="mt-6 max-w-sm"
      >
        <option value="">–</option>
        {trades.data?.industries.map((trade) => (
          <option key={trade.slug} value={trade.slug}>
            {named(trade.names, trade.slug)}
          </option>
        ))}
      </SelectField>
    </StepFrame>
  )
}
