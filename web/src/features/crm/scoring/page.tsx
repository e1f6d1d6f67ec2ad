import { useLingui } from '@lingui/react/macro'
import { Gauge } from 'lucide-react'
import type { NewOf, RowOf } from '~/api/resource'
import { Badge } from '~/kit/bits'
import { type FieldSpec, flag } from '~/kit/form-spec'
import { ResourcePage } from '~/kit/resource-page'
import { AudienceTabs } from '../areas'
import { scoringRules } from '../resources'

type New = NewOf<'/api/v1/crm/scoring-rules'>
type Trigger = RowOf<'/api/v1/crm/scoring-rules'>['trigger']

/** What deeds of people are worth. */
export default function Scoring() {
  const { t } = useLingui()
  const triggers: Record<Trigger, string> = {
    'crm.contact.created': t`A contact is new`,
    'crm.contact.tagged': t`A tag is added`,
    'crm.contact.changed': t`A field of a contact changes`,
    'crm.subscription.confirmed': t`Joins a list`,
    'crm.segment.entered': t`Enters a segment`,
    'crm.lead_form.submitted': t`Fills in a form`,
    'crm.message.opened': t`Opens a mail`,
    'crm.message.clicked': t`Clicks a link in a mail`,
    'commerce.order.placed': t`Places an order`,
    'commerce.order.paid': t`Pays an order`,
    'commerce.order.completed': t`An order is complete`,
    'commerce.order.refunded': t`An order is refunded`,
    'commerce.cart.abandoned': t`Abandons a cart`,
    'commerce.fulfilment.delivered': t`A parcel has arrived`,
    'bookings.booking.confirmed': t`A booking is confirmed`,
    'bookings.booking.cancelled': t`A booking is cancelled`,
    'bookings.booking.completed': t`A booking is over`,
    'bookings.booking.no_show': t`Does not come to a booking`,
    'courses.enrolment.created': t`Joins a course`,
    'courses.enrolment.completed': t`Completes a course`,
    'finance.invoice.sent': t`An invoice is sent`,
    'finance.invoice.paid': t`Pays an invoice`,
    'finance.invoice.overdue': t`An invoice is overdue`,
    'finance.quote.accepted': t`Accepts a quote`,
  }
  const options = Object.entries(triggers).map(([value, label]) => ({ value, label }))
  const fields: FieldSpec<New>[] = [
    { name: 'name', label: t`Name`, required: true },
    { name: 'trigger', label: t`What somebody does`, kind: 'select', required: true, options, read: first },
    {
      name: 'points',
      label: t`Points`,
      kind: 'number',
      required: true,
      half: true,
      hint: t`Fewer than 0 take away.`,
    },
    { name: 'cap_per_contact', label: t`Points of one contact, at most`, kind: 'number', half: true },
    {
      name: 'about',
      label: t`Only about`,
      half: true,
      hint: t`The name of a tag, the field that changes, or the id of a list, segment or form.`,
    },
    { name: 'expires_after_days', label: t`Days until they lapse`, kind: 'number', half: true },
  ]
  const active: FieldSpec<New> = {
    ...flag,
    name: 'active',
    label: t`Counts`,
    options: [
      { value: 'true', label: t`Yes` },
      { value: 'false', label: t`No` },
    ],
  }
  return (
    <ResourcePage
      title={t`Scoring`}
      tabs={<AudienceTabs />}
      resource={scoringRules}
      permission="crm.scoring_rules"
      searchable
      defaults={{ sort: 'name' }}
      fields={fields}
      edit={[...fields, active]}
      final={t`The points that this rule has given are taken back.`}
      words={{ create: t`New rule`, created: t`Rule saved`, deleted: t`Rule deleted` }}
      columns={[
        { label: t`Name`, sort: 'name', render: (row) => row.name },
        { label: t`What somebody does`, render: (row) => triggers[row.trigger] },
        {
          label: t`Points`,
          render: (row) => (row.points > 0 ? `+${row.points}` : row.points),
          className: 'tabular-nums',
        },
        {
          label: t`Counts`,
          render: (row) => (
            <Badge tone={row.active ? 'success' : 'plain'}>{row.active ? t`Yes` : t`No`}</Badge>
          ),
        },
      ]}
      filters={[{ name: 'trigger', label: t`Any deed`, options }]}
      empty={{
        icon: Gauge,
        title: t`No rules yet`,
        text: t`Every contact has a score from 0 to 100: the sum of what these rules give for what it does.`,
      }}
    />
  )
}

const first = (value: unknown) => (value as string) ?? 'crm.contact.created'
