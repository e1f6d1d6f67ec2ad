import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from 'react-router'
import { crm, data } from '~/api/clients'
import { Button } from '~/kit/button'
import { Failure, Skeleton } from '~/kit/states'
import { useAct } from '~/kit/use-act'
import { sequences, templates } from '../resources'

/** Sequences that come with their mails, to be changed and then activated. */
export function Ready() {
  const navigate = useNavigate()
  const offered = useQuery({
    queryKey: [...sequences.key(), 'ready-made'],
    queryFn: () => data(crm.GET('/api/v1/crm/sequence-templates')),
  })
  const use = useAct(
    async (key: string) => {
      const made = await data(
        crm.POST('/api/v1/crm/sequence-templates/{key}/use', { params: { path: { key } }, body: {} }),
      )
      await navigate(`/crm/sequences/${made.id}`)
    },
    sequences,
    templates,
  )
  if (offered.isPending) return <Skeleton />
  if (offered.isError && !offered.data)
    return <Failure error={offered.error} onRetry={() => offered.refetch()} />
  return (
    <ul className="space-y-3">
      {offered.data.items.map(({ key, name, description }) => (
        <li key={key} className="rounded-lg border border-line p-4">
          <h3 className="text-sm font-semibold">{name}</h3>
          <p className="mt-1 mb-3 text-sm text-muted">{description}</p>
          <Button pending={use.isPending && use.variables === key} onClick={() => use.mutate(key)}>
            <Trans>Use it</Trans>
          </Button>
        </li>
      ))}
    </ul>
  )
}
