import { useLingui } from '@lingui/react/macro'
import { useAccess } from '~/api/access'
import { Tabs } from '~/kit/bits'
import { Page } from '~/kit/page'

interface SettingsPageProps {
  actions?: React.ReactNode
  wide?: boolean
  children: React.ReactNode
}

/** What the pages of the settings have in common; each shows the others that this person may see. */
export function SettingsPage({ actions, wide, children }: SettingsPageProps) {
  const { t } = useLingui()
  const { can } = useAccess()
  const tabs: [to: string, label: string, permission?: string][] = [
    ['general', t`General`],
    ['goals', t`Goals and features`, 'workspace.features:read'],
    ['branding', t`Branding`, 'workspace.branding:read'],
    ['notifications', t`Notifications`],
    ['webhooks', t`Webhooks`, 'workspace.webhook_endpoints:read'],
    ['api-keys', t`API keys`, 'identity.api_keys:read'],
    ['audit', t`Audit log`, 'workspace.audit:read'],
    ['danger', t`Leave and close`],
  ]
  return (
    <Page
      title={t`Settings`}
      narrow={!wide}
      actions={actions}
      tabs={
        <Tabs
          label={t`Settings`}
          items={tabs
            .filter(([, , permission]) => !permission || can(permission))
            .map(([name, label]) => ({ to: `/settings/${name}`, label }))}
        />
      }
    >
      {children}
    </Page>
  )
}
