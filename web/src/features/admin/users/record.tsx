import { Trans, useLingui } from '@lingui/react/macro'
import { Ago } from '~/kit/bits'
import { Card, CardHead } from '~/kit/page'
import { RecordPage } from '~/kit/record-page'
import { formatDateTime } from '~/lib/time'
import { IdLink, State } from '../bits'
import { auditEntries, securityEvents, users } from '../resources'
import { Rows } from '../rows'
import { UserDeeds } from './deeds'

/** One account: who it is, what can be done for it, what happened with it. */
export default function UserRecord() {
  const { t } = useLingui()
  return (
    <RecordPage
      resource={users}
      permission="platform.users"
      permanent
      back={{ to: '/admin/users', label: t`Users` }}
      title={(row) => row.name || row.email}
      subtitle={(row) => <State of={row.status} />}
      fields={[
        { name: 'name', label: t`Name`, required: true },
        { name: 'username', label: t`User name`, half: true },
        { name: 'timezone', label: t`Time zone`, half: true },
        { name: 'notes', label: t`Notes`, kind: 'textarea', hint: t`Only staff reads them.` },
        { name: 'segments', label: t`Segments`, kind: 'tags', hint: t`Between commas.` },
      ]}
      facts={(row) => [
        [t`E-mail`, row.email],
        [t`Address proven`, row.email_verified_at && formatDateTime(row.email_verified_at)],
        [t`Undeliverable since`, row.email_undeliverable_at && formatDateTime(row.email_undeliverable_at)],
        [t`Second factor`, row.mfa_enrolled ? t`Yes` : t`No`],
        [t`Password`, row.password_scheme],
        [t`Open sessions`, String(row.living_sessions)],
        [t`Staff`, row.staff_role],
        [t`Source`, row.source],
        [t`User name`, row.username],
        [t`Language`, row.locale],
        [t`Time zone`, row.timezone],
        [t`Segments`, row.segments.join(', ')],
        [t`Notes`, row.notes],
        [t`Since`, formatDateTime(row.created_at)],
      ]}
      actions={(row) => <UserDeeds user={row} />}
    >
      {(row) => (
        <>
          <Card>
            <CardHead title={<Trans>Security</Trans>} />
            <Rows
              label={t`Security`}
              resource={securityEvents}
              params={{ user_id: row.id }}
              columns={[
                { label: t`What`, render: (event) => event.action },
                { label: t`Outcome`, render: (event) => event.outcome },
                { label: t`From`, render: (event) => event.ip ?? '–' },
                { label: t`When`, render: (event) => <Ago time={event.created_at} /> },
              ]}
            />
          </Card>
          <Card>
            <CardHead title={<Trans>What they did</Trans>} />
            <Rows
              label={t`What they did`}
              resource={auditEntries}
              params={{ actor_id: row.id }}
              columns={[
                { label: t`What`, render: (entry) => entry.action },
                { label: t`With`, render: (entry) => <code>{entry.target_id.slice(-12)}</code> },
                { label: t`Acting staff`, render: (entry) => <IdLink to="users" id={entry.on_behalf_of} /> },
                { label: t`When`, render: (entry) => <Ago time={entry.at} /> },
              ]}
            />
          </Card>
        </>
      )}
    </RecordPage>
  )
}
