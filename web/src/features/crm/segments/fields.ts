import { useLingui } from '@lingui/react/macro'
import type { ChangeOf, NewOf, Resource } from '~/api/resource'
import type { FieldSpec } from '~/kit/form-spec'
import { type Segment, segments } from '../resources'

type New = NewOf<'/api/v1/crm/segments'>
type Change = ChangeOf<'/api/v1/crm/segments'>

/** A new segment by rules begins with everybody: its rules are made on its own page. */
export const newSegments: Resource<Segment, New, Change> = {
  ...segments,
  create: (body, key) =>
    segments.create(
      body.kind === 'dynamic'
        ? { ...body, filter: { all: [{ field: 'created_at', op: 'is_not_empty' }] } }
        : body,
      key,
    ),
}

export function useSegmentFields(): FieldSpec<New>[] {
  const { t } = useLingui()
  return [
    { name: 'name', label: t`Name`, required: true },
    { name: 'description', label: t`Description`, kind: 'textarea' },
  ]
}

export function useKindField(): FieldSpec<New> {
  const { t } = useLingui()
  return {
    name: 'kind',
    label: t`Who is in it`,
    kind: 'select',
    required: true,
    read: (value) => (value as string) ?? 'dynamic',
    options: [
      { value: 'dynamic', label: t`Whoever fits its rules` },
      { value: 'static', label: t`Whom I add by hand` },
    ],
  }
}
