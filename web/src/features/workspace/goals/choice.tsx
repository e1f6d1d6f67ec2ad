import { Trans } from '@lingui/react/macro'
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
import { named } from '~/lib/i18n'

/** Names of pictures in the catalogue; another one gets the plain target. */
const ICONS: Record<string, LucideIcon> = {
  camera: Camera,
  link: Link,
  'graduation-cap': GraduationCap,
  'shopping-bag': ShoppingBag,
  users: Users,
  chart: ChartColumn,
}

interface GoalChoiceProps {
  goals: { slug: string; icon: string; names: Record<string, unknown> }[]
  /** The first one is the main one. */
  chosen: string[]
  onChange: (chosen: string[]) => void
}

/** What a workspace is for. */
export function GoalChoice({ goals, chosen, onChange }: GoalChoiceProps) {
  const toggle = (slug: string) =>
    onChange(chosen.includes(slug) ? chosen.filter((other) => other !== slug) : [...chosen, slug])
  return (
    <fieldset>
      <legend className="sr-only">
        <Trans>Goals</Trans>
      </legend>
      <div className="grid gap-3 sm:grid-cols-2">
        {goals.map((goal) => {
          const Icon = ICONS[goal.icon] ?? Target
          return (
            <label
              key={goal.slug}
              className="flex min-h-16 cursor-pointer items-center gap-3 rounded-xl border border-line bg-surface px-4 transition-colors hover:bg-hover has-checked:border-accent has-focus-visible:outline-2 has-focus-visible:outline-accent"
            >
              <Icon aria-hidden className="size-5 text-muted" />
              <span className="flex-1 text-sm font-medium">{named(goal.names, goal.slug)}</span>
              {chosen[0] === goal.slug && chosen.length > 1 && (
                <span className="text-xs text-muted">
                  <Trans>Main</Trans>
                </span>
              )}
              <input
                type="checkbox"
                checked={chosen.includes(goal.slug)}
                onChange={() => toggle(goal.slug)}
                className="size-5 accent-graphic outline-none"
              />
            </label>
          )
        })}
      </div>
    </fieldset>
  )
}
