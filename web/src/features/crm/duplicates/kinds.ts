import { useLingui } from '@lingui/react/macro'
import type { RowOf } from '~/api/resource'
import { companies, contacts, leads } from '../resources'

export type DuplicateSet = RowOf<'/api/v1/crm/duplicate-sets'>
export const RECORDS = { contact: contacts, company: companies, lead: leads } as const

export function useDuplicateWords() {
  const { t } = useLingui()
  const kinds: Record<DuplicateSet['kind'], string> = {
    contact: t`Contacts`,
    company: t`Companies`,
    lead: t`Leads`,
  }
  const reasons: Record<DuplicateSet['reason'], string> = {
    email: t`The same e-mail`,
    name: t`The same name`,
    phone: t`The same phone`,
    domain: t`The same domain`,
  }
  return { kinds, reasons }
}
