import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useEffect } from 'react'
import { Link } from 'react-router'
import { data, workspace } from '~/api/clients'
import { isProblem } from '~/api/problem'
import { useSubmit } from '~/kit/use-submit'
import { named } from '~/lib/i18n'
import { formatMoney } from '~/lib/money'
import { StepFrame } from './frame'
import type { StepProps } from './page'
import {
  answerOf,
  type FeaturesAnswer,
  type GoalsAnswer,
  goalsQuery,
  type PlanAnswer,
  type TeamAnswer,
} from './queries'

const LOOK_AGAIN_MS = 5_000

/** Everything once more, and the start. A paid plan starts when its payment has arrived. */
export function Review({ wizard, onSaved, onBack }: StepProps) {
  const { t } = useLingui()
  const catalogue = useQuery(goalsQuery).data
  const load = () => data(workspace.GET('/api/v1/workspace/onboarding'))
  const waiting = wizard.state === 'awaiting_payment'
  const { pending, failure, submit } = useSubmit(async () => {
    try {
      await onSaved(await data(workspace.POST('/api/v1/workspace/onboarding/complete')))
    } catch (error) {
      if (!isProblem(error, 'payment_required')) throw error
      await onSaved(await load())
    }
  })
  // biome-ignore lint/correctness/useExhaustiveDependencies: the server knows when the payment is there
  useEffect(() => {
    if (!waiting) return
    const timer = setInterval(async () => {
      const now = await load().catch(() => null)
      if (now?.state === 'completed') await onSaved(now)
    }, LOOK_AGAIN_MS)
    return () => clearInterval(timer)
  }, [waiting])

  const goals = answerOf<GoalsAnswer>(wizard, 'goals').goals ?? []
  const features = answerOf<FeaturesAnswer>(wizard, 'features').features ?? []
  const team = answerOf<TeamAnswer>(wizard, 'team').invitations ?? []
  const plan = answerOf<PlanAnswer>(wizard, 'plan')
  const name = (list: { slug: string; names: object }[] | undefined, slug: string) =>
    named((list?.find((one) => one.slug === slug)?.names ?? {}) as Record<string, unknown>, slug)
  const rows: [string, string, string][] = [
    [t`Goals`, goals.map((slug) => name(catalogue?.goals, slug)).join(', '), 'goals'],
    [t`Features`, features.map((slug) => name(catalogue?.features, slug)).join(', '), 'features'],
    [t`Team`, team.map(({ email }) => email).join(', '), 'team'],
    [t`Plan`, plan.plan ? plan.plan.charAt(0).toUpperCase() + plan.plan.slice(1) : '', 'plan'],
    [t`Due now`, wizard.quote ? formatMoney(wizard.quote.total_now) : '', 'plan'],
  ]
  return (
    <StepFrame
      title={waiting ? t`Waiting for your payment` : t`Ready to start`}
      intro={
        waiting ? (
          <Trans>
            Your plan starts by itself as soon as the payment is confirmed. You may close this page.
          </Trans>
        ) : (
          <Trans>Look over it once more.</Trans>
        )
      }
      {...{ pending, failure, onBack }}
      action={waiting ? <Trans>Check again</Trans> : <Trans>Launch</Trans>}
      onSubmit={submit}
    >
      <dl className="rounded-xl border border-line bg-surface">
        {rows
          .filter(([, value]) => value)
          .map(([label, value, step]) => (
            <div
              key={label}
              className="flex min-h-14 items-center gap-4 border-b border-line px-4 py-2 last:border-0"
            >
              <dt className="w-20 shrink-0 text-sm text-muted">{label}</dt>
              <dd className="min-w-0 flex-1 text-sm">{value}</dd>
              <Link
                to={`/onboarding/${step}`}
                className="flex min-h-11 items-center text-sm text-muted underline underline-offset-4 hover:text-ink"
              >
                <Trans>Change</Trans>
                <span className="sr-only">: {label}</span>
              </Link>
            </div>
          ))}
      </dl>
    </StepFrame>
  )
}
