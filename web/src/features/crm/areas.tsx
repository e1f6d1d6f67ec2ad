import { useLingui } from '@lingui/react/macro'
import { useAccess } from '~/api/access'
import { Tabs } from '~/kit/bits'

/** The pages about mail that is sent to many. */
export function MailTabs() {
  const { t } = useLingui()
  const { has } = useAccess()
  return (
    <Tabs
      label={t`Mail`}
      items={[
        ...(has('crm.campaigns') ? [{ to: '/crm/campaigns', label: t`Campaigns` }] : []),
        { to: '/crm/templates', label: t`Templates` },
        ...(has('crm.sequences') ? [{ to: '/crm/sequences', label: t`Sequences` }] : []),
        { to: '/crm/senders', label: t`Senders` },
        { to: '/crm/mail-domains', label: t`Domains` },
        { to: '/crm/mail-settings', label: t`Settings` },
      ]}
    />
  )
}

/** The pages about who is written to, and how well their records are kept. */
export function AudienceTabs() {
  const { t } = useLingui()
  const { has } = useAccess()
  return (
    <Tabs
      label={t`Audience`}
      items={[
        { to: '/crm/segments', label: t`Segments` },
        { to: '/crm/lists', label: t`Lists` },
        { to: '/crm/suppressions', label: t`Suppressions` },
        { to: '/crm/imports', label: t`Imports` },
        { to: '/crm/duplicates', label: t`Duplicates` },
        ...(has('crm.scores') ? [{ to: '/crm/scoring', label: t`Scoring` }] : []),
      ]}
    />
  )
}
