import { useLingui } from '@lingui/react/macro'
import { Tabs } from '~/kit/bits'

export function AccountTabs() {
  const { t } = useLingui()
  return (
    <Tabs
      label={t`Account`}
      items={[
        { to: '/account/profile', label: t`Profile` },
        { to: '/account/security', label: t`Security` },
      ]}
    />
  )
}
