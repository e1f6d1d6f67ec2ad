import { useLingui } from '@lingui/react/macro'
import type { NewOf } from '~/api/resource'
import type { FieldSpec, FormValue } from '~/kit/form-spec'
import { companyPicker } from '../resources'

type New = NewOf<'/api/v1/crm/contacts'>
interface Address {
  address: string
  label?: string | null
}
interface Phone {
  raw: string
  label?: string | null
}

export const STAGES = [
  'subscriber',
  'lead',
  'marketing_qualified',
  'sales_qualified',
  'opportunity',
  'customer',
  'evangelist',
  'other',
] as const
export const SOURCES = [
  'website',
  'social',
  'referral',
  'outreach',
  'event',
  'ads',
  'organic',
  'import',
  'api',
] as const

/** The words for stages and sources of contacts. */
export function useContactWords() {
  const { t } = useLingui()
  const stages: Record<(typeof STAGES)[number], string> = {
    subscriber: t`Subscriber`,
    lead: t`Lead`,
    marketing_qualified: t`Marketing qualified`,
    sales_qualified: t`Sales qualified`,
    opportunity: t`Opportunity`,
    customer: t`Customer`,
    evangelist: t`Evangelist`,
    other: t`Other`,
  }
  const sources: Record<(typeof SOURCES)[number], string> = {
    website: t`Website`,
    social: t`Social`,
    referral: t`Referral`,
    outreach: t`Outreach`,
    event: t`Event`,
    ads: t`Ads`,
    organic: t`Organic`,
    import: t`Import`,
    api: t`API`,
  }
  const options = (words: Record<string, string>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }))
  return { stages, sources, stageOptions: options(stages), sourceOptions: options(sources) }
}

export function useContactFields(): FieldSpec<New>[] {
  const { t } = useLingui()
  const { stageOptions, sourceOptions } = useContactWords()
  return [
    { name: 'first_name', label: t`First name`, half: true },
    { name: 'last_name', label: t`Last name`, half: true },
    { name: 'emails', label: t`E-mail`, kind: 'lines', read: addresses, write: emails },
    { name: 'phones', label: t`Phone`, kind: 'lines', read: numbers, write: phones },
    { name: 'company_id', label: t`Company`, kind: 'record', picker: companyPicker() },
    { name: 'title', label: t`Title`, half: true },
    { name: 'lifecycle_stage', label: t`Stage`, kind: 'select', half: true, options: stageOptions },
    { name: 'city', label: t`City`, half: true },
    { name: 'country', label: t`Country`, half: true },
    { name: 'source', label: t`Source`, kind: 'select', half: true, options: sourceOptions },
    { name: 'website', label: t`Website`, kind: 'url', half: true },
    { name: 'tags', label: t`Tags`, kind: 'tags', hint: t`Between commas.` },
  ]
}

const addresses = (value: unknown): FormValue => ((value ?? []) as Address[]).map(({ address }) => address)
const numbers = (value: unknown): FormValue => ((value ?? []) as Phone[]).map(({ raw }) => raw)

/** Lines become addresses; one that stays keeps its label, the first is the main one. */
function emails(value: FormValue, before: unknown): unknown {
  const known = (before ?? []) as Address[]
  return filled(value).map((address, index) => ({
    address,
    primary: index === 0,
    label: known.find((one) => one.address === address)?.label ?? null,
  }))
}

function phones(value: FormValue, before: unknown): unknown {
  const known = (before ?? []) as Phone[]
  return filled(value).map((raw) => ({ raw, label: known.find((one) => one.raw === raw)?.label ?? null }))
}

function filled(value: FormValue): string[] {
  return (Array.isArray(value) ? value : []).map((line) => line.trim()).filter(Boolean)
}
