import { type RowOf, resource } from '~/api/resource'
import type { Picker } from '~/kit/record-picker'

export const contacts = resource('/api/v1/crm/contacts')
export const companies = resource('/api/v1/crm/companies')
export const leads = resource('/api/v1/crm/leads')
export const deals = resource('/api/v1/crm/deals')
export const activities = resource('/api/v1/crm/activities')
export const notes = resource('/api/v1/crm/notes')
export const pipelines = resource('/api/v1/crm/pipelines')
export const stages = resource('/api/v1/crm/stages')

export const timeline = { key: () => [...contacts.key().slice(0, 2), 'timeline'] }

export type Contact = RowOf<'/api/v1/crm/contacts'>
export type Company = RowOf<'/api/v1/crm/companies'>
export type Lead = RowOf<'/api/v1/crm/leads'>
export type Deal = RowOf<'/api/v1/crm/deals'>
export type Activity = RowOf<'/api/v1/crm/activities'>
export type Stage = RowOf<'/api/v1/crm/stages'>

export type SubjectType = 'contact' | 'company' | 'lead' | 'deal'
export interface Subject {
  type: SubjectType
  id: string
}

const CHOICES = 10

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
