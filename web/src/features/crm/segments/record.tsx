import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { oneOf } from '~/api/queries'
import { Button } from '~/kit/button'
import { RecordPage } from '~/kit/record-page'
import { useAct } from '~/kit/use-act'
import { formatDateTime } from '~/lib/time'
import { type Segment, segments } from '../resources'
import { useSegmentFields } from './fields'
import { Members } from './members'
import { Rules } from './rules'

const LOOK_AGAIN_MS = 1000

/** One segment: its rules, and who is in it. */
export default function SegmentRecord() {
  const { t } = useLingui()
  return (
    <RecordPage
      resource={segments}
      permission="crm.segments"
      back={{ to: '/crm/segments', label: t`Segments` }}
      title={({ name }) => name}
      subtitle={({ description }) => description}
      fields={useSegmentFields()}
      actions={(row) => <Refresh segment={row} />}
      facts={(row) => [
        [t`Contacts`, <Count key="count" segment={row} />],
        [t`Kind`, row.kind === 'dynamic' ? t`By rules` : t`By hand`],
        [t`Last checked`, row.refreshed_at && formatDateTime(row.refreshed_at)],
        [t`Created`, formatDateTime(row.created_at)],
      ]}
    >
      {(row) => (
        <>
          {row.filter && <Rules key={row.id} segment={row} />}
          <Members segment={row} />
        </>
      )}
    </RecordPage>
  )
}

/** While every contact is judged again, the number is asked for until that is done. */
function Count({ segment }: { segment: Segment }) {
  useQuery({
    ...oneOf(segments, segment.id),
    refetchInterval: ({ state }) => (state.data?.refreshing ? LOOK_AGAIN_MS : false),
  })
  return (
    <span className="tabular-nums">
      {segment.count} {segment.refreshing && <Trans>(being checked)</Trans>}
    </span>
  )
}

function Refresh({ segment }: { segment: Segment }) {
  const { can } = useAccess()
  const act = useAct(
    () =>
      data(
        crm.POST('/api/v1/crm/segments/{segment_id}/refresh', {
          params: { path: { segment_id: segment.id } },
        }),
      ),
    segments,
  )
  if (segment.kind === 'static' || !can('crm.segments:write')) return null
  return (
    <Button pending={act.isPending || segment.refreshing} onClick={() => act.mutate()}>
      <Trans>Check everybody again</Trans>
    </Button>
  )
}
