import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import type { components } from '~/api/gen/workspace'
import { workspaceId } from '~/api/workspace'
import { Checkbox } from '~/kit/field'
import { Loaded } from '~/kit/loaded'
import { Card, CardHead } from '~/kit/page'
import { useAct } from '~/kit/use-act'
import { named } from '~/lib/i18n'

type Shown = components['schemas']['FeaturesShown']
type Feature = components['schemas']['FeatureState']

/** Each feature, on or off; why one cannot be switched on is said beside it. */
export function Features({ onChanged }: { onChanged: () => Promise<void> }) {
  const query = useQuery({
    queryKey: [workspaceId(), 'workspace', 'features'],
    queryFn: () => data(workspace.GET('/api/v1/workspace/features')),
  })
  return (
    <Card>
      <CardHead title={<Trans>Features</Trans>}>{query.data && <Used shown={query.data} />}</CardHead>
      <Loaded query={query}>
        {({ items }) => (
          <div className="grid gap-x-6 p-4 sm:grid-cols-2 md:p-6">
            {items.map((feature) => (
              <Switch key={feature.slug} feature={feature} onChanged={onChanged} />
            ))}
          </div>
        )}
      </Loaded>
    </Card>
  )
}

function Used({ shown: { used, limit } }: { shown: Shown }) {
  return (
    <span className="text-xs text-muted">
      {limit < 0 ? (
        <Trans>{used} in use</Trans>
      ) : (
        <Trans>
          {used} of {limit} in use
        </Trans>
      )}
    </span>
  )
}

function Switch({ feature, onChanged }: { feature: Feature; onChanged: () => Promise<void> }) {
  const { can } = useAccess()
  const put = useAct(async () => {
    const options = { params: { path: { slug: feature.slug } } }
    await (feature.chosen
      ? data(workspace.POST('/api/v1/workspace/features/{slug}/disable', options))
      : data(workspace.POST('/api/v1/workspace/features/{slug}/enable', options)))
    await onChanged()
  })
  return (
    <Checkbox
      label={named(feature.names, feature.slug)}
      hint={
        !feature.on &&
        feature.unavailable && (
          <Link to="/billing" className="underline underline-offset-2">
            <Trans>Needs another plan</Trans>
          </Link>
        )
      }
      checked={feature.chosen}
      disabled={put.isPending || !can('workspace.features:write')}
      onChange={() => put.mutate()}
    />
  )
}
