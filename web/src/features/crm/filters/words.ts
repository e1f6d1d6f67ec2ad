import { useLingui } from '@lingui/react/macro'
import { useContactWords } from '../contacts/fields'
import type { Join, Op } from './tree'

/** What fields, operators and options of filters are called. */
export function useFilterWords() {
  const { t } = useLingui()
  const { stages, sources } = useContactWords()
  const fields: Record<string, string> = {
    name: t`Name`,
    first_name: t`First name`,
    last_name: t`Last name`,
    email: t`E-mail`,
    phone: t`Phone`,
    title: t`Title`,
    company_id: t`Company`,
    city: t`City`,
    country: t`Country`,
    website: t`Website`,
    tz: t`Time zone`,
    locale: t`Language`,
    source: t`Source`,
    lifecycle_stage: t`Stage`,
    subscribed_on: t`Subscribed on`,
    external_id: t`Reference`,
    score: t`Score`,
    owner_id: t`Owner`,
    created_at: t`Created`,
    updated_at: t`Changed`,
    tags: t`Tags`,
    segments: t`Segments`,
    forms: t`Forms filled in`,
    last_form_at: t`Last form`,
    orders: t`Orders`,
    last_order_at: t`Last order`,
    last_mail_at: t`Last mail`,
    last_open_at: t`Last opened a mail`,
    last_click_at: t`Last clicked a link`,
    last_reply_at: t`Last replied`,
    campaigns_sent: t`Campaigns received`,
    campaigns_opened: t`Campaigns opened`,
    campaigns_clicked: t`Campaigns clicked`,
  }
  const ops: Record<Op, string> = {
    eq: t`is`,
    neq: t`is not`,
    in: t`is one of`,
    not_in: t`is none of`,
    gt: t`is more than`,
    gte: t`is at least`,
    lt: t`is less than`,
    lte: t`is at most`,
    between: t`is between`,
    contains: t`contains`,
    not_contains: t`does not contain`,
    starts_with: t`begins with`,
    ends_with: t`ends with`,
    is_empty: t`is empty`,
    is_not_empty: t`is filled in`,
    has_any: t`has any of`,
    has_all: t`has all of`,
    has_none: t`has none of`,
    within_last: t`within the last … days`,
    within_next: t`within the next … days`,
    on_day: t`on the day`,
    anniversary: t`returns within … days`,
  }
  const joins: Record<Join, string> = {
    all: t`All of these hold`,
    any: t`At least one of these holds`,
    none: t`None of these holds`,
  }
  const options: Record<string, Record<string, string>> = { lifecycle_stage: stages, source: sources }
  return {
    ops,
    joins,
    nameOf: (field: string) => fields[field] ?? field.replace(/^custom\./, '').replaceAll('_', ' '),
    optionOf: (field: string, option: string) => options[field]?.[option] ?? option,
  }
}
