import { useLingui } from '@lingui/react/macro'
import type { NewOf } from '~/api/resource'
import type { FieldSpec } from '~/kit/form-spec'

export function useCompanyFields(): FieldSpec<NewOf<'/api/v1/crm/companies'>>[] {
  const { t } = useLingui()
  return [
    { name: 'name', label: t`Name`, required: true },
    {
      name: 'domains',
      label: t`Domains`,
      kind: 'lines',
      hint: t`Such as acme.com; mail from there belongs to it.`,
    },
    { name: 'website', label: t`Website`, kind: 'url', half: true },
    { name: 'phone', label: t`Phone`, kind: 'tel', half: true },
    { name: 'industry', label: t`Industry`, half: true },
    { name: 'country', label: t`Country`, half: true },
    { name: 'employees', label: t`Employees`, kind: 'number', half: true },
    { name: 'founded', label: t`Founded`, kind: 'number', half: true },
    { name: 'description', label: t`Description`, kind: 'textarea' },
    { name: 'tags', label: t`Tags`, kind: 'tags', hint: t`Between commas.` },
  ]
}
