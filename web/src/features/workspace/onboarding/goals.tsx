import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import {
  Camera,
  ChartColumn,
  GraduationCap,
  Link,
  type LucideIcon,
  ShoppingBag,
  Target,
  Users,
} from 'lucide-react'
import { useState } from 'react'
import { data, workspace } from '~/api/clients'
import { SelectField } from '~/kit/field'
import { Skeleton } from '~/kit/states'
import { useSubmit } from '~/kit/use-submit'
import { named } from '~/lib/i18n'
import { StepFrame } from './frame'
import type { StepProps } from './page'
import { answerOf, type GoalsAnswer, goalsQuery, industriesQuery } from './queries'

/** Names of pictures in the catalogue; another one gets the plain target. */
const ICONS: Record<string, LucideIcon> = {
  camera: Camera,
  link: Link,
  'graduation-cap': GraduationCap,
  'shopping-bag': ShoppingBag,
  users: Users,
  chart: ChartColumn,
}

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
  const toggle = (slug: string) =>
    setGoals((chosen) =>
      chosen.includes(slug) ? chosen.filter((other) => other !== slug) : [...chosen, slug],
    )
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
      <fieldset>
        <legend className="sr-only">
          <Trans>Goals</Trans>
        </legend>
        <div className="grid gap-3 sm:grid-cols-2">
          {catalogue.data?.goals.map((goal) => {
            const Icon = ICONS[goal.icon] ?? Target
            return (
              <label
                key={goal.slug}
                className="flex min-h-16 cursor-pointer items-center gap-3 rounded-xl border border-line bg-surface px-4 transition-colors hover:bg-hover has-checked:border-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
              >
                <Icon aria-hidden className="size-5 text-muted" />
                <span className="flex-1 text-sm font-medium">{named(goal.names, goal.slug)}</span>
                {goals[0] === goal.slug && goals.length > 1 && (
                  <span className="text-xs text-muted">
                    <Trans>Main</Trans>
                  </span>
                )}
                <input
                  type="checkbox"
                  checked={goals.includes(goal.slug)}
                  onChange={() => toggle(goal.slug)}
                  className="size-5 accent-graphic outline-none"
                />
              </label>
            )
          })}
        </div>
      </fieldset>
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
