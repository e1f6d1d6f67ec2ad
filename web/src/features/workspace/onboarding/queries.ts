import { queryOptions } from '@tanstack/react-query'
import { data, workspace } from '~/api/clients'
import type { components } from '~/api/gen/workspace'

type Schemas = components['schemas']
export type Wizard = Schemas['OnboardingShown']
export type Goals = Schemas['GoalsShown']
export type Pricing = Schemas['Pricing']
export type GoalsAnswer = Schemas['GoalsAnswer']
export type FeaturesAnswer = Schemas['FeaturesAnswer']
export type TeamAnswer = Schemas['TeamAnswer']
export type PlanAnswer = Schemas['PlanAnswer']
export type BrandingAnswer = Schemas['BrandingAnswer']

export const STEPS = ['goals', 'features', 'team', 'plan', 'branding', 'review'] as const
export type Step = (typeof STEPS)[number]

const forever = { staleTime: 3_600_000 }

export const goalsQuery = queryOptions({
  queryKey: ['public', 'workspace', 'goals'],
  queryFn: () => data(workspace.GET('/api/v1/workspace/public/goals')),
  ...forever,
})

export const industriesQuery = queryOptions({
  queryKey: ['public', 'workspace', 'industries'],
  queryFn: () => data(workspace.GET('/api/v1/workspace/public/industries')),
  ...forever,
})

export const pricingQuery = queryOptions({
  queryKey: ['public', 'workspace', 'pricing'],
  queryFn: () => data(workspace.GET('/api/v1/workspace/public/pricing')),
  ...forever,
})

/** What a step was answered with before; the server keeps it, so any device goes on from it. */
export function answerOf<T>(wizard: Wizard, step: Step): Partial<T> {
  const kept = (wizard.steps as Record<string, { data: Partial<T> | null } | undefined>)[step]
  return kept?.data ?? {}
}
