import { useLingui } from '@lingui/react/macro'
import { useAccess } from '~/api/access'
import type { NewOf } from '~/api/resource'
import type { Tone } from '~/kit/bits'
import type { FieldSpec } from '~/kit/form-spec'
import { companyPicker, contactPicker, type Deal } from '../resources'

export function useDealFields(): FieldSpec<NewOf<'/api/v1/crm/deals'>>[] {
  const { t } = useLingui()
  const { workspace } = useAccess()
  return [
    { name: 'name', label: t`Name`, required: true },
    {
      name: 'amount',
      label: t`Amount (${workspace.currency})`,
      kind: 'money',
      currency: workspace.currency,
      half: true,
    },
    { name: 'expected_close', label: t`Expected close`, kind: 'date', half: true },
    {
      name: 'contact_ids',
      label: t`Contact`,
      kind: 'record',
      picker: contactPicker(),
      read: (value) => (Array.isArray(value) ? (value[0] ?? null) : null),
      // The form shows the first one; the others stay.
      write: (value, before) => [
        ...(value ? [value] : []),
        ...((before as string[] | undefined) ?? []).slice(1),
      ],
    },
    { name: 'company_id', label: t`Company`, kind: 'record', picker: companyPicker() },
    { name: 'tags', label: t`Tags`, kind: 'tags', hint: t`Between commas.` },
  ]
}

export const TONES: Record<Deal['status'], Tone> = { open: 'accent', won: 'success', lost: 'danger' }

export function useDealWords(): Record<Deal['status'], string> {
  const { t } = useLingui()
  return { open: t`Open`, won: t`Won`, lost: t`Lost` }
}
