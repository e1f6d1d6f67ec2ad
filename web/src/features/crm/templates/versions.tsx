import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { Ago } from '~/kit/bits'
import { Button } from '~/kit/button'
import { Card, CardHead } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'
import { useAct } from '~/kit/use-act'
import { type Template, templates } from '../resources'

/** Every save of a template; an earlier one can be taken again. */
export function Versions({ template }: { template: Template }) {
  const { can } = useAccess()
  const params = { params: { path: { template_id: template.id } } }
  const list = useQuery({
    queryKey: [...templates.key(), 'versions', template.id, template.version],
    queryFn: () => data(crm.GET('/api/v1/crm/mail-templates/{template_id}/versions', params)),
  })
  const revert = useAct(
    (number: number) =>
      data(crm.POST('/api/v1/crm/mail-templates/{template_id}/revert', { ...params, body: { number } })),
    templates,
  )
  return (
    <Card>
      <CardHead title={<Trans>Versions</Trans>} />
      {list.isPending && <Skeleton rows={2} />}
      {list.isError && !list.data && <Failure error={list.error} onRetry={() => list.refetch()} />}
      <ul>
        {list.data?.items.map(({ id, number, created_at }, index) => (
          <li
            key={id}
            className="flex min-h-14 items-center justify-between gap-2 border-b border-line px-4 text-sm last:border-0"
          >
            <span>
              <Trans>Version {number}</Trans>{' '}
              <span className="text-xs text-muted">
                <Ago time={created_at} />
              </span>
            </span>
            {index > 0 && can('crm.mail_templates:write') && (
              <Button look="ghost" pending={revert.isPending} onClick={() => revert.mutate(number)}>
                <Trans>Take again</Trans>
              </Button>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}
