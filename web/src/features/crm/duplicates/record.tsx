import { Trans, useLingui } from '@lingui/react/macro'
import { useQueries, useQuery } from '@tanstack/react-query'
import { useNavigate, useParams } from 'react-router'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { oneOf } from '~/api/queries'
import { Button, ButtonLink } from '~/kit/button'
import { Page } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'
import { useAct } from '~/kit/use-act'
import { duplicateSets } from '../resources'
import { Compare } from './compare'
import { type DuplicateSet, RECORDS, useDuplicateWords } from './kinds'

/** Records that look the same, side by side. */
export default function DuplicateSetPage() {
  const { t } = useLingui()
  const { id = '' } = useParams()
  const set = useQuery(oneOf(duplicateSets, id))
  const { reasons } = useDuplicateWords()
  return (
    <Page
      title={t`Are these the same?`}
      description={set.data && `${reasons[set.data.reason]}: ${set.data.key}`}
      actions={
        <>
          <ButtonLink to="/crm/duplicates">
            <Trans>All duplicates</Trans>
          </ButtonLink>
          {set.data?.status === 'open' && <Dismiss id={id} />}
        </>
      }
    >
      {set.isPending && <Skeleton />}
      {set.isError && !set.data && <Failure error={set.error} onRetry={() => set.refetch()} />}
      {set.data && <Records set={set.data} />}
    </Page>
  )
}

function Dismiss({ id }: { id: string }) {
  const { can } = useAccess()
  const navigate = useNavigate()
  const dismiss = useAct(async () => {
    await data(crm.POST('/api/v1/crm/duplicate-sets/{set_id}/dismiss', { params: { path: { set_id: id } } }))
    await navigate('/crm/duplicates')
  }, duplicateSets)
  if (!can('crm.duplicate_sets:write')) return null
  return (
    <Button pending={dismiss.isPending} onClick={() => dismiss.mutate()}>
      <Trans>They are not the same</Trans>
    </Button>
  )
}

function Records({ set }: { set: DuplicateSet }) {
  const kind = RECORDS[set.kind]
  const found = useQueries({
    queries: set.records.map(({ id }) => ({
      queryKey: [...kind.key(), 'one', id],
      queryFn: async (): Promise<Record<string, unknown> & { id: string }> => await kind.get(id),
    })),
  })
  if (found.some(({ isPending }) => isPending)) return <Skeleton />
  return <Compare set={set} records={found.flatMap(({ data: record }) => (record ? [record] : []))} />
}
