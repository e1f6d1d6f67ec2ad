import { Trans, useLingui } from '@lingui/react/macro'
import { useAccess } from '~/api/access'
import type { components } from '~/api/gen/workspace'
import { Deeds, deed } from '~/kit/deeds'
import { Card, CardHead } from '~/kit/page'
import { RecordPage } from '~/kit/record-page'
import { formatMoney } from '~/lib/money'
import { formatDateTime } from '~/lib/time'
import { IdLink, State } from '../bits'
import { useReason } from '../fields'
import { type PlanChange as Change, planChanges } from '../resources'
import { analyse, apply, cancel, rollBack, schedule } from './plan-change-calls'

type Analysis = components['schemas']['AnalysisShown']
type Reason = { reason: string }

/** One move of old subscribers: what it would do, when it does, and the way back. */
export default function PlanChange() {
  const { t } = useLingui()
  return (
    <RecordPage
      resource={planChanges}
      permission="platform.catalogue"
      permanent
      back={{ to: '/admin/catalogue/plan-changes', label: t`Plan changes` }}
      title={(row) => t`${row.key} to version ${row.to_number}`}
      subtitle={(row) => <State of={row.state} />}
      fields={[]}
      facts={(row) => [
        [t`Reason`, row.reason],
        [t`Made by`, <IdLink key="by" to="users" id={row.created_by} />],
        [t`Measured`, row.analysed_at && formatDateTime(row.analysed_at)],
        [t`Its day`, row.effective_at && formatDateTime(row.effective_at)],
        [t`Moved`, String(row.moved)],
      ]}
      actions={(row) => <ChangeDeeds change={row} />}
    >
      {(row) => row.analysis && <Impact analysis={row.analysis} />}
    </RecordPage>
  )
}

function Impact({ analysis }: { analysis: Analysis }) {
  const { t } = useLingui()
  const money = (amount: number) => formatMoney({ amount, currency: analysis.currency })
  return (
    <Card>
      <CardHead title={<Trans>What it would do</Trans>} />
      <div className="space-y-1 p-4 text-sm">
        <p>
          <Trans>
            {analysis.subscriptions} subscriptions: {money(analysis.before_amount)} before,{' '}
            {money(analysis.after_amount)} after.
          </Trans>
        </p>
        <p>
          <Trans>
            {analysis.worse_off} are worse off, {analysis.over_limit} are over a limit.
          </Trans>
        </p>
        {analysis.lowered.length > 0 && (
          <p>
            <Trans>Lowered: {analysis.lowered.join(', ')}</Trans>
          </p>
        )}
      </div>
      {analysis.items.length > 0 && (
        <div className="overflow-x-auto border-t border-line">
          <table aria-label={t`Whom it touches`} className="w-full text-sm">
            <thead className="text-xs text-muted">
              <tr>
                {[t`Workspace`, t`State`, t`Before`, t`After`, t`Over a limit`].map((label) => (
                  <th key={label} scope="col" className="h-11 px-4 text-start font-medium">
                    {label}
                  </th>
                ))}
              </tr>
            </thead>
            <tbody>
              {analysis.items.map((one) => (
                <tr key={one.workspace_id} className="border-t border-line">
                  <td className="px-4">
                    <IdLink to="workspaces" id={one.workspace_id} />
                  </td>
                  <td className="px-4">
                    <State of={one.state} />
                  </td>
                  <td className="px-4 tabular-nums">{money(one.before_amount)}</td>
                  <td className="px-4 tabular-nums">{money(one.after_amount)}</td>
                  <td className="px-4">{one.over.join(', ') || '–'}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </Card>
  )
}

function ChangeDeeds({ change }: { change: Change }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const reason = useReason()
  if (!can('platform.catalogue:write')) return null
  const { id, state } = change
  return (
    <Deeds
      changes={[planChanges]}
      deeds={[
        ['draft', 'analysed'].includes(state) &&
          deed({ id: 'analyse', label: t`Measure`, done: t`Measured`, run: () => analyse(id) }),
        state === 'analysed' &&
          deed<{ effective_at: string }>({
            id: 'schedule',
            label: t`Set the day`,
            text: (
              <Trans>Owners are told at once. Thirty days from now at least, if anybody is worse off.</Trans>
            ),
            fields: [{ name: 'effective_at', label: t`Day`, kind: 'datetime', required: true }],
            done: t`The day is set.`,
            run: (body) => schedule(id, body),
          }),
        state === 'scheduled' &&
          deed<Reason>({
            id: 'apply',
            label: t`Apply now`,
            text: <Trans>Works once its day has come; then it happens by itself, too.</Trans>,
            fields: [reason],
            done: t`The subscribers are being moved.`,
            run: (body) => apply(id, body),
          }),
        state === 'applied' &&
          deed<Reason>({
            id: 'rollback',
            label: t`Take back`,
            look: 'danger',
            text: <Trans>Everybody gets back the version that they had.</Trans>,
            fields: [reason],
            done: t`It is taken back.`,
            run: (body) => rollBack(id, body),
          }),
        ['draft', 'analysed', 'scheduled'].includes(state) &&
          deed<Reason>({
            id: 'cancel',
            label: t`Give up`,
            look: 'danger',
            fields: [reason],
            done: t`Given up`,
            run: (body) => cancel(id, body),
          }),
      ]}
    />
  )
}
