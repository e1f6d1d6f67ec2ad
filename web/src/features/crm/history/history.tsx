import { Trans, useLingui } from '@lingui/react/macro'
import { useInfiniteQuery, useQuery, useQueryClient } from '@tanstack/react-query'
import { MoreHorizontal, Pin } from 'lucide-react'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { listOf, refetch, useWrites } from '~/api/queries'
import type { RowOf } from '~/api/resource'
import { Ago } from '~/kit/bits'
import { Button } from '~/kit/button'
import { TextArea } from '~/kit/field'
import { Actions } from '~/kit/overlay'
import { Card, CardHead } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'
import { warn } from '~/kit/toast'
import { useKept } from '~/kit/use-kept'
import { useSubmit } from '~/kit/use-submit'
import { notes, type Subject, timeline } from '../resources'
import { useLine } from './lines'

type Note = RowOf<'/api/v1/crm/notes'>

/** Notes about a record and what happened with it. */
export function History({ subject }: { subject: Subject }) {
  return (
    <>
      <Notes subject={subject} />
      <Timeline subject={subject} />
    </>
  )
}

function Notes({ subject }: { subject: Subject }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const isKept = useKept()
  const client = useQueryClient()
  const { create, update, remove } = useWrites(notes, timeline)
  const list = useQuery(
    listOf(notes, { subject_type: subject.type, subject_id: subject.id, sort: '-created_at', limit: 50 }),
  )
  const { pending, errors, failure, submit } = useSubmit(async (form) => {
    const body = String(form.get('body')).trim()
    if (!body) return
    try {
      await create.mutateAsync({
        body: { body, subject_type: subject.type, subject_id: subject.id, pinned: false, mentions: [] },
        labels: { body: t`Note` },
      })
    } catch (error) {
      if (!isKept(error)) throw error
    }
    field()?.form?.reset()
  })
  const field = () => document.querySelector<HTMLTextAreaElement>('textarea[name=body]')
  const onError = (error: Error) => {
    if (isKept(error)) return
    warn(error.message)
    refetch(client, notes)
  }
  const rows = [...(list.data?.items ?? [])].sort((one, other) => Number(other.pinned) - Number(one.pinned))
  return (
    <Card>
      <CardHead title={<Trans>Notes</Trans>} />
      {can('crm.notes:write') && (
        <form onSubmit={submit} noValidate className="space-y-3 border-b border-line p-4">
          <TextArea
            name="body"
            label={t`New note`}
            rows={2}
            dir="auto"
            error={errors.body ?? (failure || undefined)}
          />
          <div className="flex justify-end">
            <Button type="submit" pending={pending}>
              <Trans>Add note</Trans>
            </Button>
          </div>
        </form>
      )}
      {list.isPending && <Skeleton rows={2} />}
      {list.isError && !list.data && <Failure error={list.error} onRetry={() => list.refetch()} />}
      {list.isSuccess && rows.length === 0 && (
        <p className="p-4 text-sm text-muted">
          <Trans>No notes yet.</Trans>
        </p>
      )}
      <ul>
        {rows.map((note) => (
          <li key={note.id} className="flex gap-2 border-b border-line py-3 ps-4 pe-1 last:border-0">
            <div className="min-w-0 flex-1">
              <p dir="auto" className="text-sm break-words whitespace-pre-wrap">
                {note.body}
              </p>
              <p className="mt-1 flex items-center gap-1.5 text-xs text-muted">
                {note.pinned && <Pin role="img" aria-label={t`Pinned`} className="size-3.5" />}
                <Ago time={note.created_at} />
              </p>
            </div>
            {can('crm.notes:write') && (
              <Actions
                label={t`Actions for this note`}
                actions={[
                  {
                    id: 'pin',
                    label: note.pinned ? t`Unpin` : t`Pin`,
                    run: () =>
                      update.mutate({ row: note as Note, body: { pinned: !note.pinned } }, { onError }),
                  },
                  {
                    id: 'delete',
                    label: t`Delete`,
                    danger: true,
                    run: () => remove.mutate(note.id, { onError }),
                  },
                ]}
              >
                <MoreHorizontal aria-hidden className="size-5" />
              </Actions>
            )}
          </li>
        ))}
      </ul>
    </Card>
  )
}

const LOOK_AGAIN_MS = 1_500
const LOOKS = 4

function Timeline({ subject }: { subject: Subject }) {
  const line = useLine()
  const query = useInfiniteQuery({
    queryKey: [...timeline.key(), subject],
    queryFn: ({ pageParam }) =>
      data(
        crm.GET('/api/v1/crm/timeline', {
          params: {
            query: {
              subject_id: subject.id,
              subject_type: subject.type,
              sort: '-at',
              limit: 30,
              cursor: pageParam,
            },
          },
        }),
      ),
    initialPageParam: undefined as string | undefined,
    // A new record's first line is written by an event, a moment after the record itself.
    refetchInterval: ({ state }) =>
      state.data?.pages[0]?.items.length === 0 && state.dataUpdateCount < LOOKS ? LOOK_AGAIN_MS : false,
    getNextPageParam: (page) => page.next_cursor ?? undefined,
  })
  const entries = query.data?.pages.flatMap(({ items }) => items) ?? []
  return (
    <Card>
      <CardHead title={<Trans>Timeline</Trans>} />
      {query.isPending && <Skeleton rows={3} />}
      {query.isError && !query.data && <Failure error={query.error} onRetry={() => query.refetch()} />}
      {query.isSuccess && entries.length === 0 && (
        <p className="p-4 text-sm text-muted">
          <Trans>Nothing has happened yet.</Trans>
        </p>
      )}
      <ol className="px-4 py-2">
        {entries.map((entry) => (
          <li
            key={entry.id}
            className="relative flex gap-3 pb-4 text-sm last:pb-2 before:absolute before:start-[3.5px] before:top-4 before:bottom-0 before:w-px before:bg-line last:before:hidden"
          >
            <span aria-hidden className="mt-1.5 size-2 shrink-0 rounded-full bg-graphic" />
            <span className="min-w-0 flex-1 break-words" dir="auto">
              {line(entry.kind, entry.data)}
            </span>
            <span className="text-xs text-muted">
              <Ago time={entry.at} />
            </span>
          </li>
        ))}
      </ol>
      {query.hasNextPage && (
        <div className="border-t border-line p-3 text-center">
          <Button pending={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            <Trans>Load more</Trans>
          </Button>
        </div>
      )}
    </Card>
  )
}
