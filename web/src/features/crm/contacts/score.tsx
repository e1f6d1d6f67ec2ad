import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { crm, data } from '~/api/clients'
import { Ago } from '~/kit/bits'
import { Loaded } from '~/kit/loaded'
import { Card, CardHead } from '~/kit/page'
import { formatDateTime } from '~/lib/time'
import { contacts } from '../resources'

/** Why a contact has its score, entry by entry. */
export function Score({ id }: { id: string }) {
  const { t } = useLingui()
  const query = useQuery({
    queryKey: [...contacts.key(), 'score', id],
    queryFn: ({ signal }) =>
      data(
        crm.GET('/api/v1/crm/contacts/{contact_id}/score', { params: { path: { contact_id: id } }, signal }),
      ),
  })
  return (
    <Card>
      <CardHead title={<Trans>Score</Trans>}>
        <strong className="text-lg tabular-nums">{query.data?.score ?? '–'}</strong>
      </CardHead>
      <Loaded query={query} rows={2}>
        {({ entries }) =>
          entries.length === 0 ? (
            <p className="p-4 text-sm text-muted">
              <Trans>Nothing has counted yet.</Trans>
            </p>
          ) : (
            <ul aria-label={t`What counted`}>
              {entries.map((entry) => (
                <li
                  key={entry.id}
                  className="flex items-baseline gap-3 border-b border-line px-4 py-2 text-sm last:border-0"
                >
                  <span className="w-10 shrink-0 text-end font-bold tabular-nums">
                    {entry.points > 0 ? `+${entry.points}` : entry.points}
                  </span>
                  <span dir="auto" className="min-w-0 flex-1 break-words">
                    {entry.reason}
                    {entry.expires_at && (
                      <span className="block text-xs text-muted">
                        <Trans>Counts until {formatDateTime(entry.expires_at)}</Trans>
                      </span>
                    )}
                  </span>
                  <span className="text-xs text-muted">
                    <Ago time={entry.at} />
                  </span>
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}
