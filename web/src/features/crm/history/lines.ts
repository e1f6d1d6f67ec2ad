import { useLingui } from '@lingui/react/macro'
import { formatMoney, type Money } from '~/lib/money'

type Facts = Record<string, unknown>

/** What a line of the timeline says. A kind that is younger than this build is shown by its name. */
export function useLine(): (kind: string, facts: object) => string {
  const { t } = useLingui()
  const lines: Record<string, (facts: Facts) => string> = {
    'contact.created': () => t`Contact created`,
    'contact.assigned': () => t`Got another owner`,
    'contact.lifecycle_changed': (f) => t`Stage: ${human(f.lifecycle_stage)}`,
    'score.threshold_reached': (f) => t`Score reached ${human(f.threshold)}`,
    'company.created': () => t`Company created`,
    'lead.created': () => t`Lead created`,
    'lead.converted': () => t`Lead converted`,
    'deal.created': (f) => t`Deal “${human(f.name)}” created${amount(f)}`,
    'deal.stage_changed': (f) => t`Deal “${human(f.name)}” moved to another stage`,
    'deal.won': (f) => t`Deal “${human(f.name)}” won${amount(f)}`,
    'deal.lost': (f) => t`Deal “${human(f.name)}” lost: ${human(f.lost_reason)}`,
    'deal.reopened': (f) => t`Deal “${human(f.name)}” reopened`,
    'activity.created': (f) => t`Planned: ${human(f.subject)}`,
    'activity.completed': (f) => t`Done: ${human(f.activity_subject)}`,
    'activity.overdue': (f) => t`Overdue: ${human(f.activity_subject)}`,
    'note.created': () => t`Note written`,
    'message.sent': (f) => t`Mail sent: ${human(f.message_subject)}`,
    'message.opened': (f) => t`Mail opened: ${human(f.message_subject)}`,
    'message.clicked': (f) => t`Link clicked in: ${human(f.message_subject)}`,
    'message.bounced': (f) => t`Mail came back: ${human(f.message_subject)}`,
    'message.complained': (f) => t`Mail reported as spam: ${human(f.message_subject)}`,
    'message.replied': (f) => t`Reply to: ${human(f.message_subject)}`,
    'sequence_enrolment.started': (f) => t`Entered the sequence “${human(f.sequence_name)}”`,
    'sequence_enrolment.completed': (f) => t`Completed the sequence “${human(f.sequence_name)}”`,
    'sequence_enrolment.exited': (f) => t`Left the sequence “${human(f.sequence_name)}”`,
  }
  return (kind, facts) => lines[kind.replace(/^crm\./, '')]?.(facts as Facts) ?? human(kind)
}

function human(value: unknown): string {
  return value === null || value === undefined ? '–' : String(value).replaceAll('_', ' ')
}

function amount({ amount: money }: Facts): string {
  return money && typeof money === 'object' ? ` · ${formatMoney(money as Money)}` : ''
}
