import { useLingui } from '@lingui/react/macro'
import type { components } from '~/api/gen/workspace'
import type { FieldSpec } from '~/kit/form-spec'
import { count, minor, pairs, useReason } from '../fields'

export type Terms = components['schemas']['VersionCreate']
export type Version = components['schemas']['VersionRead']

/** What a version of a plan or bundle says. */
export function useTermFields(currency: string): FieldSpec<Terms>[] {
  const { t } = useLingui()
  const reason = useReason()
  return [
    minor({ name: 'month_amount', label: t`Price a month`, half: true }, currency),
    minor({ name: 'year_amount', label: t`Price a year`, half: true }, currency),
    { name: 'features', label: t`Features`, kind: 'tags', hint: t`Their keys, between commas.` },
    pairs({ name: 'limits', label: t`Limits`, hint: t`Such as workspace.members = 10, one a line.` }, count),
    reason,
  ]
}
