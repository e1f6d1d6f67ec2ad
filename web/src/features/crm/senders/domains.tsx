import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Globe } from 'lucide-react'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { oneOf } from '~/api/queries'
import { Ago, Badge } from '~/kit/bits'
import { Button } from '~/kit/button'
import { Sheet } from '~/kit/overlay'
import { ResourcePage } from '~/kit/resource-page'
import { useAct } from '~/kit/use-act'
import { MailTabs } from '../areas'
import { type MailDomain, mailDomains } from '../resources'

const TONES = { pending: 'warning', verified: 'success', failed: 'danger' } as const

/** The domains that mail is signed for. */
export default function MailDomains() {
  const { t } = useLingui()
  const [shown, setShown] = useState<string | null>(null)
  const states: Record<MailDomain['state'], string> = {
    pending: t`Waiting for its records`,
    verified: t`Verified`,
    failed: t`Records are missing`,
  }
  return (
    <>
      <ResourcePage
        title={t`Mail domains`}
        tabs={<MailTabs />}
        resource={mailDomains}
        permission="crm.mail_domains"
        searchable
        defaults={{ sort: 'domain' }}
        fields={[
          {
            name: 'domain',
            label: t`Domain`,
            required: true,
            hint: t`What stands behind the @, such as example.com.`,
          },
          { name: 'throttle_per_hour', label: t`Mails an hour, at most`, kind: 'number' },
        ]}
        final={t`Mail from addresses at this domain is not signed any more, and campaigns from them do not start.`}
        words={{ create: t`New domain`, created: t`Domain saved`, deleted: t`Domain deleted` }}
        columns={[
          { label: t`Domain`, sort: 'domain', render: (row) => row.domain },
          { label: t`State`, render: (row) => <Badge tone={TONES[row.state]}>{states[row.state]}</Badge> },
          {
            label: t`Last checked`,
            render: (row) => (row.checked_at ? <Ago time={row.checked_at} /> : '–'),
          },
        ]}
        actions={(row) => [{ id: 'records', label: t`Show the records`, run: () => setShown(row.id) }]}
        empty={{
          icon: Globe,
          title: t`No mail domains yet`,
          text: t`Three records in the DNS of your domain say that mail from it is really yours.`,
        }}
      />
      <Sheet title={t`Records for DNS`} open={shown !== null} onClose={() => setShown(null)}>
        {shown && <Records id={shown} />}
      </Sheet>
    </>
  )
}

/** What has to stand in DNS, and whether it does. */
function Records({ id }: { id: string }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const domain = useQuery(oneOf(mailDomains, id)).data
  const check = useAct(
    () =>
      data(crm.POST('/api/v1/crm/mail-domains/{domain_id}/check', { params: { path: { domain_id: id } } })),
    mailDomains,
  )
  if (!domain) return null
  return (
    <div className="space-y-6">
      <p className="text-sm text-muted">
        <Trans>
          Put these records into the DNS of {domain.domain}. It can take an hour until everybody sees them.
        </Trans>
      </p>
      <ul aria-label={t`Records for DNS`} className="space-y-3">
        {domain.records.map((record) => (
          <li key={record.purpose} className="space-y-2 rounded-lg border border-line p-3 text-sm">
            <div className="flex items-center justify-between gap-2">
              <strong className="uppercase">{record.purpose}</strong>
              {record.found === true && (
                <Badge tone="success">
                  <Trans>Found</Trans>
                </Badge>
              )}
              {record.found === false && (
                <Badge tone="danger">
                  <Trans>Not found</Trans>
                </Badge>
              )}
            </div>
            <dl className="space-y-2 text-xs">
              {[
                [t`Type`, record.type],
                [t`Name`, record.name],
                [t`Value`, record.value],
              ].map(([label, value]) => (
                <div key={label}>
                  <dt className="text-muted">{label}</dt>
                  <dd>
                    <code className="break-all select-all">{value}</code>
                  </dd>
                </div>
              ))}
            </dl>
          </li>
        ))}
      </ul>
      {can('crm.mail_domains:write') && (
        <Button look="primary" pending={check.isPending} onClick={() => check.mutate()}>
          <Trans>Check now</Trans>
        </Button>
      )}
    </div>
  )
}
