import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useAccess } from '~/api/access'
import { Ago } from '~/kit/bits'
import { ContactLink } from '../contacts/link'
import { useLine } from '../history/lines'
import { Part } from './part'
import { repliesSince } from './queries'

/** Who has answered lately. */
export function Replies() {
  const { t } = useLingui()
  const line = useLine()
  const { timezone } = useAccess().workspace
  return (
    <Part
      title={t`Replies`}
      query={useQuery(repliesSince(timezone))}
      empty={t`Nobody has answered a mail in the last seven days.`}
    >
      {(entry) => (
        <span className="min-w-0 flex-1 pe-3">
          <ContactLink id={entry.subject_id} className="block truncate font-medium" />
          <span className="flex gap-2 text-xs text-muted">
            <span dir="auto" className="min-w-0 flex-1 truncate">
              {line(entry.kind, entry.data)}
            </span>
            <Ago time={entry.at} />
          </span>
        </span>
      )}
    </Part>
  )
}
