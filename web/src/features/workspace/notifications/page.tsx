import { Trans, useLingui } from '@lingui/react/macro'
import { useInfiniteQuery } from '@tanstack/react-query'
import { Bell } from 'lucide-react'
import { Link, useSearchParams } from 'react-router'
import { data, workspace } from '~/api/clients'
import { pagesOf } from '~/api/queries'
import { Ago } from '~/kit/bits'
import { Button, ButtonLink } from '~/kit/button'
import { Checkbox } from '~/kit/field'
import { Loaded } from '~/kit/loaded'
import { Card, Page } from '~/kit/page'
import { State } from '~/kit/states'
import { useAct } from '~/kit/use-act'
import { cx } from '~/lib/cx'
import { type Notification, notifications } from './resources'

/** Everything this person was told, newest first. */
export default function Notifications() {
  const { t } = useLingui()
  const [search, setSearch] = useSearchParams()
  const unread = search.has('unread')
  const query = useInfiniteQuery(
    pagesOf(notifications, { sort: '-created_at', ...(unread ? { 'read_at[null]': true } : {}) }),
  )
  const readAll = useAct(
    () => data(workspace.POST('/api/v1/workspace/notifications/read-all')),
    notifications,
  )
  return (
    <Page
      title={t`Notifications`}
      narrow
      actions={
        <>
          <ButtonLink to="/settings/notifications">
            <Trans>Settings</Trans>
          </ButtonLink>
          <Button pending={readAll.isPending} onClick={() => readAll.mutate()}>
            <Trans>Mark all as read</Trans>
          </Button>
        </>
      }
    >
      <Checkbox
        label={<Trans>Only unread</Trans>}
        checked={unread}
        onChange={(event) => setSearch(event.target.checked ? { unread: '1' } : {}, { replace: true })}
      />
      <Card className="mt-2">
        <Loaded query={query}>
          {({ pages }) => {
            const notes = pages.flatMap(({ items }) => items)
            return notes.length === 0 ? (
              <State icon={Bell} title={<Trans>Nothing new</Trans>} />
            ) : (
              <ul aria-label={t`Notifications`}>
                {notes.map((note) => (
                  <Note key={note.id} note={note} />
                ))}
              </ul>
            )
          }}
        </Loaded>
        {query.hasNextPage && (
          <div className="flex justify-center border-t border-line p-3">
            <Button pending={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
              <Trans>Load more</Trans>
            </Button>
          </div>
        )}
      </Card>
    </Page>
  )
}

function Note({ note }: { note: Notification }) {
  const read = useAct(
    () =>
      data(
        workspace.POST('/api/v1/workspace/notifications/{notification_id}/read', {
          params: { path: { notification_id: note.id } },
        }),
      ),
    notifications,
  )
  const fresh = note.read_at === null
  const settle = () => {
    if (fresh) read.mutate()
  }
  return (
    <li className="relative flex items-start gap-3 border-b border-line p-4 last:border-0">
      <span aria-hidden className={cx('mt-1.5 size-2 shrink-0 rounded-full', fresh && 'bg-accent')} />
      <div className="min-w-0 flex-1 text-sm" dir="auto">
        {note.url?.startsWith('/') ? (
          <Link to={note.url} onClick={settle} className="font-medium after:absolute after:inset-0">
            {note.title}
          </Link>
        ) : (
          <p className="font-medium">{note.title}</p>
        )}
        {note.body && <p className="mt-0.5 text-xs text-muted">{note.body}</p>}
        <p className="mt-1 text-xs text-muted">
          <Ago time={note.created_at} />
        </p>
      </div>
      {fresh && (
        <Button look="ghost" className="relative z-10" pending={read.isPending} onClick={settle}>
          <Trans>Mark as read</Trans>
        </Button>
      )}
    </li>
  )
}
