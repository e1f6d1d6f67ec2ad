import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { data, identity } from '~/api/clients'
import { download } from '~/api/download'
import { listOf } from '~/api/queries'
import { type RowOf, resource } from '~/api/resource'
import { Badge, type Tone } from '~/kit/bits'
import { Button } from '~/kit/button'
import { Loaded } from '~/kit/loaded'
import { Card, CardHead } from '~/kit/page'
import { useAct } from '~/kit/use-act'
import { formatDateTime } from '~/lib/time'

const URL = '/api/v1/identity/exports'
const exports = { ...resource(URL), key: () => ['me', 'identity', 'exports'] }
type Export = RowOf<typeof URL>

const AGAIN_MS = 2_000
const UNDER_WAY = ['queued', 'collecting']

/** A copy of everything the platform holds about this person. */
export function Exports() {
  const { t } = useLingui()
  const query = useQuery({
    ...listOf(exports, { limit: 10, sort: '-created_at' }),
    refetchInterval: ({ state }) =>
      state.data?.items.some((one) => UNDER_WAY.includes(one.state)) ? AGAIN_MS : false,
  })
  const ask = useAct(() => data(identity.POST(URL)), exports)
  const waiting = query.data?.items.some((one) => UNDER_WAY.includes(one.state)) ?? false
  return (
    <Card>
      <CardHead title={<Trans>Your data</Trans>} />
      <div className="flex flex-wrap items-center justify-between gap-4 p-4">
        <p className="max-w-md text-sm text-muted">
          <Trans>Everything that is stored about you, as one archive. You get a mail when it is ready.</Trans>
        </p>
        <Button pending={ask.isPending || waiting} onClick={() => ask.mutate()}>
          <Trans>Export my data</Trans>
        </Button>
      </div>
      <Loaded query={query} rows={1}>
        {({ items }) => (
          <ul aria-label={t`Exports`}>
            {items.map((one) => (
              <One key={one.id} made={one} />
            ))}
          </ul>
        )}
      </Loaded>
    </Card>
  )
}

function One({ made }: { made: Export }) {
  const { t } = useLingui()
  const save = useAct(() => download(`${URL}/${made.id}/download`, `mewayz-export-${made.id}.zip`))
  const retry = useAct(
    () =>
      data(
        identity.POST('/api/v1/identity/exports/{export_id}/retry', {
          params: { path: { export_id: made.id } },
        }),
      ),
    exports,
  )
  const states: Record<string, [tone: Tone, label: string]> = {
    queued: ['plain', t`Waiting`],
    collecting: ['accent', t`Being made`],
    ready: ['success', t`Ready`],
    failed: ['danger', t`Failed`],
    expired: ['plain', t`Ended`],
  }
  const [tone, label] = states[made.state] ?? ['plain', made.state]
  return (
    <li className="flex min-h-16 items-center gap-3 border-t border-line px-4 py-2 text-sm">
      <div className="min-w-0 flex-1">
        <p>{formatDateTime(made.created_at)}</p>
        {made.expires_at && made.state === 'ready' && (
          <p className="text-xs text-muted">
            <Trans>Can be fetched until {formatDateTime(made.expires_at)}</Trans>
          </p>
        )}
      </div>
      <Badge tone={tone}>{label}</Badge>
      {made.state === 'ready' && (
        <Button pending={save.isPending} onClick={() => save.mutate()}>
          <Trans>Download</Trans>
        </Button>
      )}
      {made.state === 'failed' && (
        <Button pending={retry.isPending} onClick={() => retry.mutate()}>
          <Trans>Try again</Trans>
        </Button>
      )}
    </li>
  )
}
