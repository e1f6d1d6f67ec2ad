import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { data, workspace } from '~/api/clients'
import type { components } from '~/api/gen/workspace'
import { SelectField, TextField } from '~/kit/field'
import { Loaded } from '~/kit/loaded'
import { Card, CardHead } from '~/kit/page'
import { useAct } from '~/kit/use-act'
import { SettingsPage } from '../embed'
import { Push } from './push'

type Schemas = components['schemas']
type Shown = Schemas['PreferencesShown']
type Cell = Schemas['Preference']
type Put = (change: Schemas['Preferences']) => void

const KEY = ['me', 'workspace', 'notification-preferences']
const URL = '/api/v1/workspace/notification-preferences'
const NIGHT = { start: '22:00', end: '07:00' }

/** On which ways this person is told of what. Every choice is kept as it is made. */
export default function NotificationSettings() {
  const client = useQueryClient()
  const query = useQuery({ queryKey: KEY, queryFn: () => data(workspace.GET(URL)) })
  const put = useAct(async (body: Schemas['Preferences']) => {
    // What was pressed is seen at once; a refusal puts back what the server has.
    client.setQueryData(KEY, (before: Shown | undefined) => before && changed(before, body))
    try {
      client.setQueryData(KEY, await data(workspace.PUT(URL, { body })))
    } catch (error) {
      await client.invalidateQueries({ queryKey: KEY })
      throw error
    }
  })
  return (
    <SettingsPage>
      <div className="space-y-6">
        <Push />
        <Card>
          <CardHead title={<Trans>What you are told, and where</Trans>} />
          <Loaded query={query}>{(shown) => <Matrix shown={shown} onPut={put.mutate} />}</Loaded>
        </Card>
        {query.data && <Pace shown={query.data} onPut={put.mutate} />}
      </div>
    </SettingsPage>
  )
}

function changed(before: Shown, { items = [], ...pace }: Schemas['Preferences']): Shown {
  const cells = before.items.map((cell) => ({
    ...cell,
    ...items.find(({ category, channel }) => category === cell.category && channel === cell.channel),
  }))
  return { ...before, ...pace, items: cells }
}

function Matrix({ shown, onPut }: { shown: Shown; onPut: Put }) {
  const { t } = useLingui()
  const names: Record<string, string> = {
    security: t`Security`,
    billing: t`Billing`,
    team: t`Team`,
    work: t`Work`,
    sales: t`Sales`,
    community: t`Community`,
    reports: t`Reports`,
    product: t`News of the product`,
  }
  const channels: Record<string, string> = { in_app: t`In the app`, email: t`E-mail`, push: t`Push` }
  const categories = [...new Set(shown.items.map(({ category }) => category))]
  return (
    <table className="w-full text-sm" aria-label={t`Notifications`}>
      <thead className="text-xs text-muted">
        <tr>
          <th className="h-11 px-4 text-start font-medium">
            <Trans>About</Trans>
          </th>
          {Object.entries(channels).map(([channel, label]) => (
            <th key={channel} scope="col" className="px-2 font-medium">
              {label}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {categories.map((category) => (
          <tr key={category} className="border-t border-line">
            <th scope="row" className="px-4 text-start font-medium">
              {names[category] ?? category}
            </th>
            {Object.entries(channels).map(([channel, label]) => {
              const cell = shown.items.find((one) => one.category === category && one.channel === channel)
              return (
                <td key={channel} className="text-center">
                  <label className="inline-grid size-11 cursor-pointer place-items-center">
                    <input
                      type="checkbox"
                      aria-label={`${names[category] ?? category}: ${label}`}
                      checked={cell?.enabled ?? false}
                      disabled={cell?.locked}
                      onChange={(event) =>
                        onPut({ items: [{ category, channel, enabled: event.target.checked } as Cell] })
                      }
                      className="size-5 accent-graphic"
                    />
                  </label>
                </td>
              )
            })}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Pace({ shown, onPut }: { shown: Shown; onPut: Put }) {
  const { t } = useLingui()
  const quiet = shown.quiet_hours
  return (
    <Card>
      <CardHead title={<Trans>When</Trans>} />
      <div className="grid gap-5 p-4 sm:grid-cols-2">
        <SelectField
          label={t`Digest by mail`}
          value={shown.digest}
          onChange={(event) => onPut({ digest: event.target.value as 'off' | 'daily' | 'weekly' })}
        >
          <option value="off">{t`Every mail at once`}</option>
          <option value="daily">{t`Once a day`}</option>
          <option value="weekly">{t`Once a week`}</option>
        </SelectField>
        <SelectField
          label={t`Quiet hours`}
          hint={
            <Trans>
              No mail and no push then, but for security and billing. Your zone: {shown.timezone}.
            </Trans>
          }
          value={quiet ? 'on' : 'off'}
          onChange={(event) => onPut({ quiet_hours: event.target.value === 'on' ? NIGHT : null })}
        >
          <option value="off">{t`None`}</option>
          <option value="on">{t`Every day`}</option>
        </SelectField>
        {quiet && (
          <>
            <Hour
              label={t`From`}
              value={quiet.start}
              onSet={(start) => onPut({ quiet_hours: { ...quiet, start } })}
            />
            <Hour
              label={t`Until`}
              value={quiet.end}
              onSet={(end) => onPut({ quiet_hours: { ...quiet, end } })}
            />
          </>
        )}
      </div>
    </Card>
  )
}

/** Kept when the field is left: while it is typed, it is no time yet. */
function Hour({ label, value, onSet }: { label: string; value: string; onSet: (value: string) => void }) {
  return (
    <TextField
      key={value}
      type="time"
      label={label}
      defaultValue={value}
      onBlur={(event) => {
        if (event.target.value && event.target.value !== value) onSet(event.target.value)
      }}
    />
  )
}
