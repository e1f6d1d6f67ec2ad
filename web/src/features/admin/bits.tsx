import { Link } from 'react-router'
import { Badge, type Tone } from '~/kit/bits'

const TONES: Record<string, Tone> = {
  active: 'success',
  approved: 'success',
  booked: 'success',
  qualified: 'success',
  ready: 'success',
  working: 'success',
  published: 'success',
  resolved: 'success',
  sent: 'success',
  on: 'success',
  true: 'success',
  applied: 'success',
  answered: 'success',
  pending: 'accent',
  new: 'accent',
  open: 'accent',
  analysed: 'accent',
  scheduled: 'accent',
  applying: 'accent',
  suspended: 'warning',
  flagged: 'warning',
  clawed_back: 'warning',
  reversed: 'warning',
  closing: 'warning',
  deletion_scheduled: 'warning',
  blocked: 'warning',
  late: 'warning',
  disabled: 'danger',
  failing: 'danger',
  failed: 'danger',
  rejected: 'danger',
  not_ready: 'danger',
  unreachable: 'danger',
  critical: 'danger',
}

/** A state as the API names it. */
export function State({ of }: { of: string | boolean }) {
  return <Badge tone={TONES[String(of)] ?? 'plain'}>{String(of).replaceAll('_', ' ')}</Badge>
}

/** The way to somebody's account, or to a workspace, where only its id is known. */
export function IdLink({ to, id }: { to: 'users' | 'workspaces'; id: string | null | undefined }) {
  if (!id) return '–'
  return (
    <Link
      to={`/admin/${to}/${id}`}
      title={id}
      className="inline-flex min-h-11 items-center underline underline-offset-2"
    >
      <code>{id.slice(-12)}</code>
    </Link>
  )
}

/** Values of an enumeration as choices of a form or filter. */
export const choices = (...values: string[]) =>
  values.map((value) => ({ value, label: value.replaceAll('_', ' ') }))
