import { Trans, useLingui } from '@lingui/react/macro'
import { useAccess } from '~/api/access'
import { Ago } from '~/kit/bits'
import { Card, CardHead } from '~/kit/page'
import { RecordPage } from '~/kit/record-page'
import { formatDateTime } from '~/lib/time'
import { IdLink, State } from '../bits'
import { tickets, workspaces } from '../resources'
import { Rows } from '../rows'
import { SpaceDeeds } from './deeds'
import { Overrides } from './overrides'

/** One workspace: its state, what it was given beyond its plan, what it asked of support. */
export default function WorkspaceRecord() {
  const { t } = useLingui()
  const { can } = useAccess()
  return (
    <RecordPage
      resource={workspaces}
      permission="platform.workspaces"
      permanent
      back={{ to: '/admin/workspaces', label: t`Workspaces` }}
      title={(row) => row.name}
      subtitle={(row) => <State of={row.status} />}
      fields={[]}
      facts={(row) => [
        [t`Why`, row.status_reason],
        [t`Address`, row.slug],
        [t`Owner`, <IdLink key="owner" to="users" id={row.primary_owner_id} />],
        [t`Industry`, row.industry],
        [t`Team`, row.team_size],
        [t`Currency`, row.currency],
        [t`Language`, row.locale],
        [t`Time zone`, row.timezone],
        [t`Second factor demanded`, row.require_mfa ? t`Yes` : t`No`],
        [t`Since`, formatDateTime(row.created_at)],
        [t`Closed`, row.closed_at && formatDateTime(row.closed_at)],
        [t`Erased on`, row.purge_at && formatDateTime(row.purge_at)],
        [t`Erased by`, row.erased_by.join(', ')],
      ]}
      actions={(row) => <SpaceDeeds space={row} />}
    >
      {(row) => (
        <>
          {can('platform.overrides:read') && <Overrides workspace={row.id} />}
          {can('platform.tickets:read') && (
            <Card>
              <CardHead title={<Trans>Tickets</Trans>} />
              <Rows
                label={t`Tickets`}
                resource={tickets}
                params={{ workspace_id: row.id }}
                columns={[
                  { label: t`Subject`, render: (ticket) => ticket.subject },
                  { label: t`State`, render: (ticket) => <State of={ticket.state} /> },
                  { label: t`Asked`, render: (ticket) => <Ago time={ticket.created_at} /> },
                ]}
              />
            </Card>
          )}
        </>
      )}
    </RecordPage>
  )
}
