import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { crm, data } from '~/api/clients'
import { Card, CardHead } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'
import { type Sequence, sequences } from '../resources'

/** What became of the contacts and mails of a sequence, as the server sums it up. */
export function SequenceFigures({ sequence }: { sequence: Sequence }) {
  const { t } = useLingui()
  const stats = useQuery({
    queryKey: [...sequences.key(), 'stats', sequence.id],
    queryFn: () =>
      data(
        crm.GET('/api/v1/crm/sequences/{sequence_id}/stats', {
          params: { path: { sequence_id: sequence.id } },
        }),
      ),
    staleTime: 0,
  })
  const found = stats.data
  const lines: [string, number][] = found
    ? [
        [t`Have begun`, found.enrolments],
        [t`Taking part`, found.active],
        [t`Done`, found.completed],
        [t`Left`, found.exited],
        [t`Mails`, found.mails],
        [t`Sent`, found.sent],
        [t`Opened`, found.opened.human],
        [t`Clicked`, found.clicked.human],
        [t`Replied`, found.replied],
        [t`Unsubscribed`, found.unsubscribed],
        [t`Bounced`, found.hard_bounced + found.soft_bounced],
        [t`Suppressed`, found.suppressed],
      ]
    : []
  return (
    <Card>
      <CardHead title={<Trans>Statistics</Trans>} />
      {stats.isPending && <Skeleton rows={3} />}
      {stats.isError && !found && <Failure error={stats.error} onRetry={() => stats.refetch()} />}
      <dl className="p-4 text-sm">
        {lines.map(([label, value]) => (
          <div key={label} className="flex justify-between py-1">
            <dt className="text-muted">{label}</dt>
            <dd className="font-bold tabular-nums">{value}</dd>
          </div>
        ))}
      </dl>
    </Card>
  )
}
