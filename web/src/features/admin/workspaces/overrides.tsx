import { Trans, useLingui } from '@lingui/react/macro'
import { useAccess } from '~/api/access'
import { useWrites } from '~/api/queries'
import type { NewOf } from '~/api/resource'
import { Deeds, deed, useDeeds } from '~/kit/deeds'
import { List } from '~/kit/list'
import { Card, CardHead } from '~/kit/page'
import { formatDateTime } from '~/lib/time'
import { choices, State } from '../bits'
import { count, pairs, useReason } from '../fields'
import { overrides } from '../resources'

type New = NewOf<'/api/v1/workspace/admin/overrides'>

/** What a workspace has beyond its plan. */
export function Overrides({ workspace }: { workspace: string }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const reason = useReason()
  const { create, remove } = useWrites(overrides)
  const { actions, dialog } = useDeeds([overrides])
  const writes = can('platform.overrides:write')
  const give = deed<New>({
    id: 'give',
    label: t`Give`,
    text: <Trans>It holds from the next request on, and only for this workspace.</Trans>,
    fields: [
      {
        name: 'kind',
        label: t`Kind`,
        kind: 'select',
        required: true,
        options: choices('limit', 'comp', 'discount', 'trial_extension'),
        read: () => 'limit',
      },
      pairs(
        { name: 'limits', label: t`Limits`, hint: t`Such as workspace.members = 10, one a line.` },
        count,
      ),
      { name: 'features', label: t`Features`, kind: 'tags', hint: t`Their keys, between commas.` },
      { name: 'bundles', label: t`Bundles`, kind: 'tags' },
      { name: 'plan', label: t`Plan` },
      { name: 'percent_bp', label: t`Discount in hundredths of a percent`, kind: 'number', half: true },
      { name: 'days', label: t`Days of trial`, kind: 'number', half: true },
      { name: 'until', label: t`Until`, kind: 'datetime' },
      reason,
    ],
    done: t`Given`,
    run: (body, key) => create.mutateAsync({ body: { ...body, workspace_id: workspace }, key }),
  })
  return (
    <Card>
      <CardHead title={<Trans>Beyond its plan</Trans>}>
        {writes && <Deeds deeds={[give]} changes={[overrides]} />}
      </CardHead>
      <List
        label={t`Beyond its plan`}
        resource={overrides}
        defaults={{ workspace_id: workspace }}
        columns={[
          { label: t`Kind`, render: (row) => row.kind.replaceAll('_', ' ') },
          { label: t`What`, render: (row) => shown(row.value) },
          { label: t`Why`, render: (row) => row.reason },
          {
            label: t`Until`,
            render: (row) =>
              row.ended_at ? <State of="ended" /> : row.until ? formatDateTime(row.until) : '–',
          },
        ]}
        actions={(row) =>
          actions([
            writes &&
              !row.ended_at &&
              deed({
                id: 'end',
                label: t`End`,
                look: 'danger',
                text: <Trans>The workspace has only what its plan gives, from the next request on.</Trans>,
                done: t`Ended`,
                run: () => remove.mutateAsync(row.id),
              }),
          ])
        }
        empty={
          <p className="p-4 text-sm text-muted">
            <Trans>It has what its plan gives.</Trans>
          </p>
        }
      />
      {dialog}
    </Card>
  )
}

/** The given things in one line, without what is empty. */
function shown(value: Record<string, unknown>): string {
  return Object.entries(value)
    .filter(([, one]) => one !== null && !(Array.isArray(one) && one.length === 0))
    .map(([name, one]) =>
      typeof one === 'object' && !Array.isArray(one)
        ? Object.entries(one as object)
            .map(([key, amount]) => `${key} = ${amount}`)
            .join(', ')
        : Array.isArray(one)
          ? one.join(', ')
          : `${name} = ${one}`,
    )
    .filter(Boolean)
    .join(' · ')
}
