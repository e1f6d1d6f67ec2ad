import { queryOptions } from '@tanstack/react-query'
import { type Resource, type RowOf, resource } from '~/api/resource'
import type { Option } from '~/kit/form-spec'
import type { Picker } from '~/kit/record-picker'

export const contacts = resource(
  '/api/v1/crm/contacts',
  ({ first_name, last_name, name, emails }) =>
    [first_name, last_name].filter(Boolean).join(' ') ||
    String(name ?? (emails as { address: string }[] | undefined)?.[0]?.address ?? ''),
)
export const companies = resource('/api/v1/crm/companies')
export const leads = resource('/api/v1/crm/leads')
export const deals = resource('/api/v1/crm/deals')
export const activities = resource('/api/v1/crm/activities', ({ subject }) => String(subject))
export const notes = resource('/api/v1/crm/notes', ({ body }) => String(body))
export const pipelines = resource('/api/v1/crm/pipelines')
export const stages = resource('/api/v1/crm/stages')
export const lists = resource('/api/v1/crm/lists')
export const subscriptions = resource('/api/v1/crm/subscriptions')
export const segments = resource('/api/v1/crm/segments')
export const templates = resource('/api/v1/crm/mail-templates')
export const campaigns = resource('/api/v1/crm/campaigns')
export const recipients = resource('/api/v1/crm/campaign-recipients')
export const sequences = resource('/api/v1/crm/sequences')
export const enrolments = resource('/api/v1/crm/sequence-enrolments')
export const senders = resource('/api/v1/crm/senders')
export const mailDomains = resource('/api/v1/crm/mail-domains')
export const suppressions = resource('/api/v1/crm/suppressions')
export const scoringRules = resource('/api/v1/crm/scoring-rules')
export const duplicateSets = resource('/api/v1/crm/duplicate-sets')
export const leadForms = resource('/api/v1/crm/lead-forms')

export const timeline = { key: () => [...contacts.key().slice(0, 2), 'timeline'] }

export type Contact = RowOf<'/api/v1/crm/contacts'>
export type Company = RowOf<'/api/v1/crm/companies'>
export type Lead = RowOf<'/api/v1/crm/leads'>
export type Deal = RowOf<'/api/v1/crm/deals'>
export type Activity = RowOf<'/api/v1/crm/activities'>
export type Stage = RowOf<'/api/v1/crm/stages'>
export type Segment = RowOf<'/api/v1/crm/segments'>
export type Template = RowOf<'/api/v1/crm/mail-templates'>
export type Campaign = RowOf<'/api/v1/crm/campaigns'>
export type Sequence = RowOf<'/api/v1/crm/sequences'>
export type Sender = RowOf<'/api/v1/crm/senders'>
export type MailDomain = RowOf<'/api/v1/crm/mail-domains'>
export type Subscription = RowOf<'/api/v1/crm/subscriptions'>

export type SubjectType = 'contact' | 'company' | 'lead' | 'deal'
export interface Subject {
  type: SubjectType
  id: string
}

const CHOICES = 10

/** Records of which there are few, for forms that offer all at once. */
export function optionsOf<Row extends { id: string }>(kind: Resource<Row>, label: (row: Row) => string) {
  return queryOptions({
    queryKey: [...kind.key(), 'options'],
    queryFn: async (): Promise<Option[]> =>
      (await kind.list({ limit: 100 })).items.map((row) => ({ value: row.id, label: label(row) })),
  })
}

/** What every record with a name is called. */
export const byName = ({ name }: { name: string }) => name

/** Pickers of records for forms; they ask when a form is open, in the workspace of that moment. */
export const contactPicker = (): Picker => ({
  key: contacts.key(),
  search: async (q) =>
    (await contacts.list({ q, limit: CHOICES, sort: '-updated_at' })).items.map((row) => ({
      id: row.id,
      name: row.name,
      detail: mainEmail(row),
    })),
  name: async (id) => (await contacts.get(id)).name,
})

export const companyPicker = (): Picker => ({
  key: companies.key(),
  search: async (q) =>
    (await companies.list({ q, limit: CHOICES, sort: 'name' })).items.map((row) => ({
      id: row.id,
      name: row.name,
      detail: row.domains[0],
    })),
  name: async (id) => (await companies.get(id)).name,
})

export function mainEmail(contact: Contact): string | undefined {
  return (contact.emails.find(({ primary }) => primary) ?? contact.emails[0])?.address
}
