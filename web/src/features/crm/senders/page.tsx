import { Trans, useLingui } from '@lingui/react/macro'
import { AtSign } from 'lucide-react'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import type { NewOf } from '~/api/resource'
import { Badge } from '~/kit/bits'
import type { FieldSpec } from '~/kit/form-spec'
import { Sheet } from '~/kit/overlay'
import { ResourcePage } from '~/kit/resource-page'
import { MailTabs } from '../areas'
import { type Sender, senders } from '../resources'
import { Prove } from './prove'

type New = NewOf<'/api/v1/crm/senders'>

/** The addresses that mail comes from. */
export default function Senders() {
  const { t } = useLingui()
  const { can } = useAccess()
  const [proven, setProven] = useState<Sender | null>(null)
  const fields: FieldSpec<New>[] = [
    { name: 'name', label: t`Name`, required: true, hint: t`Who people see the mail is from.` },
    { name: 'reply_to', label: t`Answers go to`, kind: 'email', hint: t`Empty: to the same address.` },
    { name: 'daily_cap', label: t`Mails a day, at most`, kind: 'number', half: true },
    { name: 'throttle_per_hour', label: t`Mails an hour, at most`, kind: 'number', half: true },
  ]
  return (
    <>
      <ResourcePage
        title={t`Senders`}
        tabs={<MailTabs />}
        resource={senders}
        permission="crm.senders"
        searchable
        defaults={{ sort: 'name' }}
        fields={[{ name: 'address', label: t`E-mail`, kind: 'email', required: true }, ...fields]}
        edit={fields}
        final={t`Campaigns and sequences that use this sender stop. What has been sent stays.`}
        words={{ create: t`New sender`, created: t`Sender saved`, deleted: t`Sender deleted` }}
        columns={[
          { label: t`Name`, sort: 'name', render: (row) => row.name },
          { label: t`E-mail`, render: (row) => row.address },
          {
            label: t`State`,
            render: (row) =>
              row.state === 'verified' ? (
                <Badge tone="success">
                  <Trans>Proven</Trans>
                </Badge>
              ) : (
                <Badge tone="warning">
                  <Trans>Not proven</Trans>
                </Badge>
              ),
          },
          {
            label: t`Mails a day, at most`,
            render: (row) => row.daily_cap ?? '–',
            className: 'tabular-nums',
          },
        ]}
        actions={(row) =>
          row.state === 'pending' && can('crm.senders:write')
            ? [{ id: 'prove', label: t`Prove the address`, run: () => setProven(row) }]
            : []
        }
        empty={{
          icon: AtSign,
          title: t`No senders yet`,
          text: t`Mail comes from an address that is yours: a code by mail proves it, and its domain has to be set up.`,
        }}
      />
      <Sheet title={t`Prove the address`} open={proven !== null} onClose={() => setProven(null)}>
        {proven && <Prove sender={proven} onDone={() => setProven(null)} />}
      </Sheet>
    </>
  )
}
