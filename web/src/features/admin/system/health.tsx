import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import type { components } from '~/api/gen/workspace'
import { Ago } from '~/kit/bits'
import { Button } from '~/kit/button'
import { Deeds, deed } from '~/kit/deeds'
import { Card, CardHead, Page } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'
import { State } from '../bits'
import { useReason } from '../fields'
import { AreaTabs } from '../tabs'

type Maintenance = components['schemas']['Maintenance']

const health = { key: () => ['staff', 'workspace', 'admin/health'] }
const maintenance = { key: () => ['staff', 'workspace', 'admin/maintenance'] }

/** Whether every service answers, asked now. */
export default function Health() {
  const { t } = useLingui()
  const { can } = useAccess()
  const query = useQuery({
    queryKey: health.key(),
    queryFn: () => data(workspace.GET('/api/v1/workspace/admin/health')),
    refetchInterval: 30_000,
  })
  return (
    <Page
      title={t`Monitoring`}
      tabs={<AreaTabs area="monitoring" />}
      actions={
        <Button pending={query.isFetching} onClick={() => query.refetch()}>
          <Trans>Ask again</Trans>
        </Button>
      }
    >
      <div className="space-y-6">
        <Card>
          <CardHead title={<Trans>Services</Trans>}>{query.data && <Ago time={query.data.as_of} />}</CardHead>
          {query.isPending && <Skeleton />}
          {query.isError && <Failure error={query.error} onRetry={() => query.refetch()} />}
          <ul aria-label={t`Services`}>
            {query.data?.services.map((one) => (
              <li
                key={one.service}
                className="flex min-h-14 flex-wrap items-center gap-3 border-b border-line px-4 text-sm last:border-0"
              >
                <span className="font-medium">{one.service}</span>
                <State of={one.status} />
                <span className="text-muted">{one.detail}</span>
                <span className="ms-auto text-muted tabular-nums">
                  {one.milliseconds === null ? '–' : t`${Math.round(one.milliseconds)} ms`}
                </span>
              </li>
            ))}
          </ul>
        </Card>
        {can('platform.maintenance:read') && <MaintenanceCard />}
      </div>
    </Page>
  )
}

function MaintenanceCard() {
  const { t } = useLingui()
  const { can } = useAccess()
  const reason = useReason()
  const query = useQuery({
    queryKey: maintenance.key(),
    queryFn: () => data(workspace.GET('/api/v1/workspace/admin/maintenance')),
  })
  if (query.isPending) return <Skeleton rows={2} />
  if (query.isError) return <Failure error={query.error} onRetry={() => query.refetch()} />
  const { on, workspaces } = query.data
  return (
    <Card>
      <CardHead title={<Trans>Maintenance</Trans>}>
        {can('platform.maintenance:write') && (
          <Deeds
            changes={[maintenance]}
            deeds={[
              deed<Maintenance>({
                id: 'switch',
                label: on ? t`End maintenance` : t`Begin maintenance`,
                look: on ? 'secondary' : 'danger',
                text: on ? undefined : (
                  <Trans>
                    Within half a minute members and keys are told to come back later. Staff goes on.
                  </Trans>
                ),
                fields: [
                  {
                    name: 'workspaces',
                    label: t`Only these workspaces`,
                    kind: 'lines',
                    hint: t`Their ids; empty: the whole platform.`,
                  },
                  reason,
                ],
                done: t`Switched`,
                run: (body) =>
                  data(workspace.PUT('/api/v1/workspace/admin/maintenance', { body: { ...body, on: !on } })),
              }),
            ]}
          />
        )}
      </CardHead>
      <p className="p-4 text-sm">
        {!on && <Trans>Everything is open.</Trans>}
        {on && workspaces.length === 0 && <Trans>The whole platform is in maintenance.</Trans>}
        {on && workspaces.length > 0 && (
          <Trans>These workspaces are in maintenance: {workspaces.join(', ')}</Trans>
        )}
      </p>
    </Card>
  )
}
