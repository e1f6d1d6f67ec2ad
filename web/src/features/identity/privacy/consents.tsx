import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { data, identity } from '~/api/clients'
import { listOf } from '~/api/queries'
import { type RowOf, resource } from '~/api/resource'
import { Checkbox } from '~/kit/field'
import { Loaded } from '~/kit/loaded'
import { Card, CardHead } from '~/kit/page'
import { useAct } from '~/kit/use-act'
import { formatDateTime } from '~/lib/time'

const consents = { ...resource('/api/v1/identity/consents'), key: () => ['me', 'identity', 'consents'] }
type Consent = RowOf<'/api/v1/identity/consents'>

/** Which wording of the question below was answered; another one is another version. */
const WORDING = '2026-11'

/** What this person has agreed to and taken back; the newest answer of a kind holds. */
export function Consents() {
  const { t } = useLingui()
  const query = useQuery(listOf(consents, { limit: 100, sort: '-created_at' }))
  const answer = useAct(
    (granted: boolean) =>
      data(
        identity.POST('/api/v1/identity/consents', {
          body: { kind: 'marketing', document_version: WORDING, granted },
        }),
      ),
    consents,
  )
  const names: Record<string, string> = {
    terms: t`Terms`,
    privacy: t`Privacy`,
    marketing: t`News by mail`,
    cookies: t`Cookies`,
  }
  return (
    <Card>
      <CardHead title={<Trans>Consents</Trans>} />
      <Loaded query={query} rows={2}>
        {({ items }) => (
          <div className="p-4">
            <Checkbox
              label={<Trans>Send me news about Mewayz by mail</Trans>}
              checked={holds(items, 'marketing')}
              disabled={answer.isPending}
              onChange={(event) => answer.mutate(event.target.checked)}
            />
            <ul aria-label={t`Consents`} className="mt-2 text-xs text-muted">
              {items.map((consent) => (
                <li key={consent.id} className="py-1">
                  {names[consent.kind] ?? consent.kind} {consent.document_version} ·{' '}
                  {consent.given_at ? (
                    <Trans>agreed {formatDateTime(consent.given_at)}</Trans>
                  ) : (
                    <Trans>taken back {formatDateTime(consent.withdrawn_at ?? consent.created_at)}</Trans>
                  )}
                </li>
              ))}
            </ul>
          </div>
        )}
      </Loaded>
    </Card>
  )
}

function holds(items: Consent[], kind: string): boolean {
  return Boolean(items.find((consent) => consent.kind === kind)?.given_at)
}
