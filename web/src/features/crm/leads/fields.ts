import { useLingui } from '@lingui/react/macro'
import type { NewOf } from '~/api/resource'
import type { Tone } from '~/kit/bits'
import type { FieldSpec } from '~/kit/form-spec'
import type { Lead } from '../resources'

export function useLeadFields(): FieldSpec<NewOf<'/api/v1/crm/leads'>>[] {
  const { t } = useLingui()
  return [
    { name: 'first_name', label: t`First name`, half: true },
    { name: 'last_name', label: t`Last name`, half: true },
    { name: 'email', label: t`E-mail`, kind: 'email', half: true },
    { name: 'phone', label: t`Phone`, kind: 'tel', half: true },
    { name: 'company_name', label: t`Company`, half: true },
    { name: 'title', label: t`Title`, half: true },
    { name: 'source', label: t`Source`, half: true },
    { name: 'country', label: t`Country`, half: true },
    { name: 'notes', label: t`Notes`, kind: 'textarea' },
    { name: 'tags', label: t`Tags`, kind: 'tags', hint: t`Between commas.` },
  ]
}

export const TONES: Record<Lead['status'], Tone> = {
  new: 'accent',
  assigned: 'accent',
  in_process: 'warning',
  recycled: 'plain',
  converted: 'success',
  dead: 'danger',
}

export function useLeadWords(): Record<Lead['status'], string> {
  const { t } = useLingui()
  return {
    new: t`New`,
    assigned: t`Assigned`,
    in_process: t`In process`,
    recycled: t`Recycled`,
    converted: t`Converted`,
    dead: t`Dead`,
  }
}
