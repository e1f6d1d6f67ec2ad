import { useLingui } from '@lingui/react/macro'
import type { components } from '~/api/gen/crm'
import { companies, contacts, deals, leads } from '../resources'

export const KINDS = ['contacts', 'companies', 'leads', 'deals'] as const
export type Kind = (typeof KINDS)[number]
export type ImportFile = components['schemas']['ImportRead']

/** Imports of every kind have the same calls: their types are those of contacts. */
export const at = <Rest extends string>(kind: Kind, rest: Rest) =>
  `/api/v1/crm/${kind}/imports${rest}` as `/api/v1/crm/contacts/imports${Rest}`

export const kindOf = (word: string | null | undefined): Kind =>
  KINDS.find((kind) => kind === word) ?? 'contacts'

/** What an import of a kind changes. */
export const CHANGED = {
  contacts: [contacts, companies],
  companies: [companies],
  leads: [leads],
  deals: [deals],
} as const

export function useImportWords() {
  const { t } = useLingui()
  const kinds: Record<Kind, string> = {
    contacts: t`Contacts`,
    companies: t`Companies`,
    leads: t`Leads`,
    deals: t`Deals`,
  }
  const titles: Record<Kind, string> = {
    contacts: t`Import contacts`,
    companies: t`Import companies`,
    leads: t`Import leads`,
    deals: t`Import deals`,
  }
  const states: Record<ImportFile['state'], string> = {
    uploaded: t`Columns to be named`,
    mapped: t`Columns to be named`,
    validated: t`This would happen`,
    running: t`Working…`,
    completed: t`Done`,
    failed: t`The import has failed`,
    stopped: t`Stopped`,
    reverting: t`Taking back…`,
    reverted: t`Taken back`,
  }
  return { kinds, titles, states }
}
