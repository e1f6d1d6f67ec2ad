import { useLingui } from '@lingui/react/macro'
import { Tabs } from '~/kit/bits'
import { Page } from '~/kit/page'

interface AccountPageProps {
  title: string
  children: React.ReactNode
}

/** What the pages of an account have in common. */
export function AccountPage({ title, children }: AccountPageProps) {
  const { t } = useLingui()
  return (
    <Page
      title={title}
      narrow
      tabs={
        <Tabs
          label={t`Account`}
          items={[
            { to: '/account/profile', label: t`Profile` },
            { to: '/account/security', label: t`Security` },
            { to: '/account/sessions', label: t`Sessions` },
            { to: '/account/preferences', label: t`Preferences` },
            { to: '/account/privacy', label: t`Privacy` },
          ]}
        />
      }
    >
      <div className="space-y-6">{children}</div>
    </Page>
  )
}
