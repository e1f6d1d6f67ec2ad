import { Trans, useLingui } from '@lingui/react/macro'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { resource } from '~/api/resource'
import { List } from '~/kit/list'
import { CardHead } from '~/kit/page'
import { RecordPicker } from '~/kit/record-picker'
import { useAct } from '~/kit/use-act'
import { contactPicker, mainEmail, type Segment, segments } from '../resources'

const MEMBERS = '/api/v1/crm/segments/{segment_id}/members'

/** They are others when everybody has been judged again. */
const membersOf = ({ id, count, refreshed_at }: Segment) => ({
  ...resource(MEMBERS.replace('{segment_id}', id) as typeof MEMBERS),
  key: () => [...segments.key(), id, 'members', count, refreshed_at],
})

/** Who is in a segment. */
export function Members({ segment }: { segment: Segment }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const byHand = segment.kind === 'static' && can('crm.segments:write')
  const put = useAct(({ step, id }: { step: 'add' | 'remove'; id: string }) => {
    const call = { params: { path: { segment_id: segment.id } }, body: { contact_ids: [id] } }
    return step === 'add'
      ? data(crm.POST('/api/v1/crm/segments/{segment_id}/add', call))
      : data(crm.POST('/api/v1/crm/segments/{segment_id}/remove', call))
  }, segments)
  return (
    <section>
      <CardHead title={<Trans>Members</Trans>} />
      {byHand && (
        <div className="max-w-sm py-4">
          <RecordPicker
            label={t`Add a contact`}
            picker={contactPicker()}
            value={null}
            onChange={(id) => id && put.mutate({ step: 'add', id })}
          />
        </div>
      )}
      <List
        label={t`Members`}
        resource={membersOf(segment)}
        searchable
        defaults={{ sort: 'name' }}
        href={({ id }) => `/crm/contacts/${id}`}
        columns={[
          { label: t`Name`, sort: 'name', render: (row) => row.name },
          { label: t`E-mail`, render: (row) => mainEmail(row) ?? '–' },
          { label: t`City`, render: (row) => row.city ?? '–' },
        ]}
        actions={(row) =>
          byHand
            ? [{ id: 'remove', label: t`Take out`, run: () => put.mutate({ step: 'remove', id: row.id }) }]
            : []
        }
        empty={
          <p className="p-4 text-sm text-muted">
            <Trans>Nobody is in this segment.</Trans>
          </p>
        }
      />
    </section>
  )
}
