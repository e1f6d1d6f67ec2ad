import { useLingui } from '@lingui/react/macro'
import { useAccess } from '~/api/access'
import { Tabs } from '~/kit/bits'

type Tab = [to: string, label: string, permission: string]
export type Area =
  | 'users'
  | 'catalogue'
  | 'support'
  | 'content'
  | 'growth'
  | 'integrations'
  | 'audit'
  | 'monitoring'

/** The pages of one area of the staff area, as far as this person may see them. */
export function AreaTabs({ area }: { area: Area }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const areas: Record<Area, Tab[]> = {
    users: [
      ['/admin/users', t`Accounts`, 'platform.users:read'],
      ['/admin/staff', t`Staff`, 'platform.staff_members:read'],
      ['/admin/staff/roles', t`Roles of staff`, 'platform.staff_roles:read'],
      ['/admin/impersonations', t`Acting for others`, 'platform.impersonations:read'],
      ['/admin/erasures', t`Deletions`, 'platform.erasures:read'],
    ],
    catalogue: [
      ['/admin/catalogue/plans', t`Plans`, 'platform.catalogue:read'],
      ['/admin/catalogue/bundles', t`Bundles`, 'platform.catalogue:read'],
      ['/admin/catalogue/plan-changes', t`Plan changes`, 'platform.catalogue:read'],
      ['/admin/catalogue/promotions', t`Promotions`, 'platform.promotions:read'],
      ['/admin/catalogue/goals', t`Goals`, 'platform.catalogue:read'],
      ['/admin/catalogue/features', t`Features`, 'platform.catalogue:read'],
      ['/admin/catalogue/industries', t`Industries`, 'platform.catalogue:read'],
    ],
    support: [
      ['/admin/support/tickets', t`Tickets`, 'platform.tickets:read'],
      ['/admin/support/requests', t`Contact requests`, 'platform.contact_requests:read'],
    ],
    content: [
      ['/admin/content/announcements', t`Announcements`, 'platform.announcements:read'],
      ['/admin/content/pages', t`Pages`, 'platform.content_pages:read'],
      ['/admin/content/articles', t`Help`, 'platform.kb_articles:read'],
      ['/admin/content/legal', t`Legal documents`, 'platform.legal_documents:read'],
      ['/admin/content/mails', t`Mail texts`, 'platform.mail:read'],
    ],
    growth: [
      ['/admin/growth/programs', t`Programs`, 'platform.referrals:read'],
      ['/admin/growth/affiliates', t`Affiliates`, 'platform.affiliates:read'],
      ['/admin/growth/brought', t`Who was brought`, 'platform.referrals:read'],
      ['/admin/growth/rewards', t`Rewards`, 'platform.referrals:read'],
    ],
    integrations: [
      ['/admin/integrations', t`Mail`, 'platform.integrations:read'],
      ['/admin/integrations/sign-in', t`Sign-in`, 'platform.identity_providers:read'],
    ],
    audit: [
      ['/admin/audit', t`Changes`, 'platform.audit:read'],
      ['/admin/audit/security', t`Security`, 'platform.security_events:read'],
    ],
    monitoring: [
      ['/admin/monitoring', t`Services`, 'platform.health:read'],
      ['/admin/monitoring/incidents', t`Incidents`, 'platform.status_incidents:read'],
      ['/admin/monitoring/mails', t`Mails`, 'platform.mail:read'],
      ['/admin/monitoring/keys', t`Signing keys`, 'platform.signing_keys:read'],
    ],
  }
  const items = areas[area]
    .filter(([, , permission]) => can(permission))
    .map(([to, label]) => ({ to, label, end: true }))
  return <Tabs label={t`Pages of this area`} items={items} />
}
