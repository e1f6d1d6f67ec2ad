import { Trans, useLingui } from '@lingui/react/macro'
import { useAccess } from '~/api/access'
import { data, identity } from '~/api/clients'
import { Ago } from '~/kit/bits'
import { Deeds, deed, useDeeds } from '~/kit/deeds'
import { List } from '~/kit/list'
import { Page } from '~/kit/page'
import { State } from '../bits'
import { useReason } from '../fields'
import { signingKeys } from '../resources'
import { AreaTabs } from '../tabs'

/** The keys by which tokens are signed. */
export default function SigningKeys() {
  const { t } = useLingui()
  const { can } = useAccess()
  const reason = useReason()
  const { actions, dialog } = useDeeds([signingKeys])
  const rotate = deed({
    id: 'rotate',
    label: t`New key`,
    text: (
      <Trans>
        It signs after ten minutes, when everybody knows it. The old one stays known until its last token has
        ended.
      </Trans>
    ),
    done: t`The new key is published.`,
    run: () => data(identity.POST('/api/v1/identity/admin/signing-keys/rotate')),
  })
  return (
    <Page
      title={t`Signing keys`}
      tabs={<AreaTabs area="monitoring" />}
      actions={<Deeds deeds={[can('platform.signing_keys:write') && rotate]} changes={[signingKeys]} />}
    >
      <List
        label={t`Signing keys`}
        resource={signingKeys}
        columns={[
          { label: t`Key`, render: (row) => <code>{row.kid}</code> },
          { label: t`State`, render: (row) => <State of={row.state} /> },
          { label: t`Published`, render: (row) => <Ago time={row.published_at} /> },
          {
            label: t`Signs since`,
            render: (row) => (row.activated_at ? <Ago time={row.activated_at} /> : '–'),
          },
          { label: t`Removed`, render: (row) => (row.removed_at ? <Ago time={row.removed_at} /> : '–') },
          { label: t`Why`, render: (row) => row.reason ?? '–' },
        ]}
        actions={(row) =>
          actions([
            row.removed_at === null &&
              can('platform.signing_keys:emergency') &&
              deed<{ reason: string }>({
                id: 'revoke',
                label: t`Remove at once`,
                look: 'danger',
                text: (
                  <Trans>For a key that somebody has stolen. Every token that it signed stops working.</Trans>
                ),
                fields: [reason],
                done: t`The key is removed.`,
                run: (body) =>
                  data(
                    identity.POST('/api/v1/identity/admin/signing-keys/{key_id}/revoke-emergency', {
                      params: { path: { key_id: row.id } },
                      body,
                    }),
                  ),
              }),
          ])
        }
        empty={<p className="p-4 text-sm text-muted">{t`No keys`}</p>}
      />
      {dialog}
    </Page>
  )
}
