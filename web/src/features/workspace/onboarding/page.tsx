import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { Navigate, useNavigate, useParams } from 'react-router'
import { accessQuery, navigationQuery, onboardingQuery } from '~/api/access'
import { data, workspace } from '~/api/clients'
import { featuresChanged } from '~/api/http'
import { workspaceId } from '~/api/workspace'
import { Failure, Skeleton } from '~/kit/states'
import { Branding } from './branding'
import { Features } from './features'
import { Goals } from './goals'
import { Plan } from './plan'
import { STEPS, type Step, type Wizard } from './queries'
import { Review } from './review'
import { Team } from './team'

export interface StepProps {
  wizard: Wizard
  /** Shows what the server has made of an answer, and goes on. */
  onSaved: (wizard: Wizard) => Promise<void>
  onSkip?: (() => Promise<void>) | undefined
  onBack?: (() => void) | undefined
}

const PAGES: Record<Step, (props: StepProps) => React.ReactNode> = {
  goals: Goals,
  features: Features,
  team: Team,
  plan: Plan,
  branding: Branding,
  review: Review,
}
const SKIPPABLE: Step[] = ['team', 'branding']

/** The setup wizard: six steps, each saved when it is left. */
export default function Onboarding() {
  const params = useParams()
  const navigate = useNavigate()
  const client = useQueryClient()
  const query = useQuery(onboardingQuery())
  if (query.isPending) return <Skeleton />
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />
  const wizard = query.data
  if (wizard.state === 'completed') return <Navigate to="/dashboard" replace />
  const step = STEPS.find((name) => name === params.step)
  if (!step) return <Navigate to={`/onboarding/${wizard.current_step ?? 'review'}`} replace />
  const at = STEPS.indexOf(step)
  const go = (next: Step | undefined) => navigate(next ? `/onboarding/${next}` : '/dashboard')

  const onSaved = async (saved: Wizard) => {
    if (saved.state === 'completed') {
      featuresChanged()
      await client.invalidateQueries({ queryKey: [workspaceId()], refetchType: 'none' })
      // Before the answer is kept: once it is, the page gives way to the dashboard, whose navigation has to be right.
      await Promise.all([client.fetchQuery(accessQuery()), client.fetchQuery(navigationQuery())])
    }
    client.setQueryData(onboardingQuery().queryKey, saved)
    await go(STEPS[at + 1])
  }
  const onSkip = async () =>
    onSaved(
      await data(
        workspace.POST('/api/v1/workspace/onboarding/steps/{step}/skip', { params: { path: { step } } }),
      ),
    )
  const Content = PAGES[step]
  return (
    <div className="mx-auto w-full max-w-3xl px-4 py-8 md:px-8">
      <Progress at={at} />
      <Content
        key={step}
        wizard={wizard}
        onSaved={onSaved}
        onSkip={SKIPPABLE.includes(step) ? onSkip : undefined}
        onBack={at > 0 ? () => go(STEPS[at - 1]) : undefined}
      />
      <p className="mt-8 text-center">
        <button
          type="button"
          onClick={() => go(undefined)}
          className="min-h-11 px-4 text-sm text-muted underline underline-offset-4 hover:text-ink"
        >
          <Trans>Finish later</Trans>
        </button>
      </p>
    </div>
  )
}

function Progress({ at }: { at: number }) {
  const { t } = useLingui()
  return (
    <div className="mb-8">
      <p className="mb-2 text-xs text-muted">
        <Trans>
          Step {at + 1} of {STEPS.length}
        </Trans>
      </p>
      <progress
        aria-label={t`Setup`}
        value={at + 1}
        max={STEPS.length}
        className="block h-1 w-full appearance-none overflow-hidden rounded-full bg-line [&::-moz-progress-bar]:bg-graphic [&::-webkit-progress-bar]:bg-line [&::-webkit-progress-value]:bg-graphic"
      />
    </div>
  )
}
