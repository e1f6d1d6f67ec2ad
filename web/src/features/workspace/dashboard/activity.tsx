import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { data, workspace } from '~/api/clients'
import { workspaceId } from '~/api/workspace'
import { Ago } from '~/kit/bits'
import { Card, CardHead } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'

/** Who did what in this workspace lately. */
export function Activity() {
  const list = useQuery({
    queryKey: [workspaceId(), 'workspace', 'activity'],
    queryFn: () => data(workspace.GET('/api/v1/workspace/activity', { params: { query: { limit: 10 } } })),
  })
  const entries = list.data?.items ?? []
  return (
    <Card>
      <CardHead title={<Trans>Recent activity</Trans>} />
      {list.isPending && <Skeleton rows={3} />}
      {list.isError && !list.data && <Failure error={list.error} onRetry={() => list.refetch()} />}
      {list.isSuccess && entries.length === 0 && (
        <p className="p-4 text-sm text-muted">
          <Trans>Nothing has happened yet.</Trans>
        </p>
      )}
      <ul>
        {entries.map((entry) => (
          <li
            key={entry.id}
            className="flex min-h-14 items-center gap-3 border-b border-line px-4 py-2 text-sm last:border-0"
          >
            <span dir="auto" className="min-w-0 flex-1 truncate">
              {entry.text}
            </span>
            <span className="text-xs text-muted">
              <Ago time={entry.at} />
            </span>
          </li>
        ))}
      </ul>
    </Card>
  )
}
