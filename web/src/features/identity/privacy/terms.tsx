import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useUser } from '~/api/access'
import { data, identity, workspace } from '~/api/clients'
import type { components } from '~/api/gen/identity'
import { renew, userChanged } from '~/api/session'
import { Button } from '~/kit/button'
import { Card, CardHead } from '~/kit/page'
import { useAct } from '~/kit/use-act'
import { textOf } from './text'

type Waiting = components['schemas']['AcceptTerms']

/** Documents whose present version this person has not agreed to. */
export function Terms() {
  const { pending_terms } = useUser()
  return pending_terms.map(({ kind, document_version }) => (
    <Document key={kind} waiting={{ kind, document_version } as Waiting} />
  ))
}

function Document({ waiting }: { waiting: Waiting }) {
  const { t } = useLingui()
  const { kind, document_version } = waiting
  const shown = useQuery({
    queryKey: ['public', 'workspace', 'legal-documents', kind, document_version],
    queryFn: () =>
      data(
        workspace.GET('/api/v1/workspace/public/legal-documents/{kind}', {
          params: { path: { kind }, query: { document_version } },
        }),
      ),
  })
  const accept = useAct(async () => {
    const user = await data(identity.POST('/api/v1/identity/me/accept-terms', { body: waiting }))
    // The present token still says that it waits.
    await renew()
    userChanged(user)
  })
  const title = shown.data?.title ?? (kind === 'terms' ? t`Terms` : t`Privacy`)
  return (
    <Card>
      <CardHead title={title} />
      <div className="space-y-4 p-4">
        <p className="text-sm text-muted">
          <Trans>There is a new version: {document_version}. Please read it and agree.</Trans>
        </p>
        {shown.data && (
          <details className="rounded-lg border border-line px-4">
            <summary className="flex min-h-11 cursor-pointer items-center text-sm font-medium">
              <Trans>Read it</Trans>
            </summary>
            <p className="pb-4 text-sm whitespace-pre-line">{textOf(shown.data.html)}</p>
          </details>
        )}
        <div className="flex justify-end">
          <Button look="primary" pending={accept.isPending} onClick={() => accept.mutate()}>
            <Trans>I agree</Trans>
          </Button>
        </div>
      </div>
    </Card>
  )
}
