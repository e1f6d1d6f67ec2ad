import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { Bell } from 'lucide-react'
import { useEffect, useState } from 'react'
import { Dialog, DialogTrigger, Popover, Button as Press } from 'react-aria-components'
import { useNavigate } from 'react-router'
import { data, identity, workspace } from '~/api/clients'
import type { components } from '~/api/gen/workspace'
import { Ago } from '~/kit/bits'
import { Button, ButtonLink } from '~/kit/button'
import { cx } from '~/lib/cx'
import { isPage } from './paths'

type Notification = components['schemas']['NotificationRead']

const KEY = ['me', 'workspace', 'notifications']
const AGAIN_MS = 15_000

export function Notifications() {
  const { t } = useLingui()
  const [open, setOpen] = useState(false)
  const client = useQueryClient()
  const unread = useQuery({
    queryKey: [...KEY, 'unread'],
    queryFn: async () => (await data(workspace.GET('/api/v1/workspace/notifications/unread-count'))).unread,
  })
  useStream(() => client.invalidateQueries({ queryKey: KEY }))
  const count = unread.data ?? 0
  return (
    <DialogTrigger isOpen={open} onOpenChange={setOpen}>
      <Press
        aria-label={count > 0 ? t`Notifications, ${count} unread` : t`Notifications`}
        className="relative inline-grid size-11 shrink-0 place-items-center rounded-lg text-muted hover:bg-hover hover:text-ink"
      >
        <Bell aria-hidden className="size-5" />
        {count > 0 && <span aria-hidden className="absolute end-2.5 top-2.5 size-2 rounded-full bg-accent" />}
      </Press>
      <Popover
        placement="bottom end"
        className="fade-in w-96 max-w-[calc(100vw-1rem)] rounded-xl border border-line bg-raised shadow-lg"
      >
        <Dialog aria-label={t`Notifications`} className="outline-none">
          <Bells onDone={() => setOpen(false)} />
        </Dialog>
      </Popover>
    </DialogTrigger>
  )
}

function Bells({ onDone }: { onDone: () => void }) {
  const client = useQueryClient()
  const navigate = useNavigate()
  const list = useQuery({
    queryKey: [...KEY, 'list'],
    queryFn: async () =>
      (await data(workspace.GET('/api/v1/workspace/notifications', { params: { query: { limit: 20 } } })))
        .items,
  })
  const onSuccess = () => client.invalidateQueries({ queryKey: KEY })
  const readAll = useMutation({
    mutationFn: () => data(workspace.POST('/api/v1/workspace/notifications/read-all')),
    onSuccess,
  })
  const read = useMutation({
    mutationFn: (notification_id: string) =>
      data(
        workspace.POST('/api/v1/workspace/notifications/{notification_id}/read', {
          params: { path: { notification_id } },
        }),
      ),
    onSuccess,
  })
  const open = (note: Notification) => {
    if (note.read_at === null) read.mutate(note.id)
    if (isPage(note.url)) {
      onDone()
      navigate(note.url)
    }
  }
  const notes = list.data ?? []
  return (
    <>
      <div className="flex min-h-14 items-center justify-between border-b border-line ps-4 pe-1">
        <p className="text-sm font-semibold">
          <Trans>Notifications</Trans>
        </p>
        {notes.some((note) => note.read_at === null) && (
          <Button look="ghost" onClick={() => readAll.mutate()}>
            <Trans>Mark all as read</Trans>
          </Button>
        )}
      </div>
      {list.isSuccess && notes.length === 0 && (
        <p className="px-4 py-10 text-center text-sm text-muted">
          <Trans>Nothing new.</Trans>
        </p>
      )}
      <ul className="max-h-[60vh] overflow-y-auto p-1">
        {notes.map((note) => (
          <li key={note.id}>
            <button
              type="button"
              onClick={() => open(note)}
              className="flex w-full gap-3 rounded-lg p-3 text-start hover:bg-hover"
            >
              <span
                aria-hidden
                className={cx('mt-1.5 size-2 shrink-0 rounded-full', note.read_at === null && 'bg-accent')}
              />
              <span className="min-w-0">
                <span className="block text-sm font-medium">{note.title}</span>
                {note.body && <span className="mt-0.5 block text-xs text-muted">{note.body}</span>}
                <span className="mt-1 block text-xs text-muted">
                  <Ago time={note.created_at} />
                </span>
              </span>
            </button>
          </li>
        ))}
      </ul>
      <div className="border-t border-line p-1">
        <ButtonLink look="ghost" to="/notifications" onClick={onDone} className="w-full">
          <Trans>All notifications</Trans>
        </ButtonLink>
      </div>
    </>
  )
}

/** New notifications as they come. One connection per browser: the tab that holds the lock tells the others. */
function useStream(onNews: () => void): void {
  // biome-ignore lint/correctness/useExhaustiveDependencies: one stream for as long as the shell stands
  useEffect(() => {
    const ended = new AbortController()
    const channel = new BroadcastChannel('notifications')
    channel.onmessage = onNews
    const tell = () => {
      onNews()
      channel.postMessage(null)
    }
    const listen = () => follow(tell, ended.signal)
    if (navigator.locks)
      navigator.locks.request('notifications', { signal: ended.signal }, listen).catch(() => undefined)
    else listen()
    return () => {
      ended.abort()
      channel.close()
    }
  }, [])
}

/** Listen until the end; each connection needs a ticket of its own, which lives for seconds. */
async function follow(tell: () => void, ended: AbortSignal): Promise<void> {
  while (!ended.aborted) {
    try {
      const { ticket } = await data(identity.POST('/api/v1/identity/stream-tickets', { body: {} }))
      await stream(`/api/v1/workspace/notifications/stream?ticket=${encodeURIComponent(ticket)}`, tell, ended)
    } catch {
      // Without a connection there is no ticket; it is tried again below.
    }
    await pause(AGAIN_MS, ended)
  }
}

function stream(url: string, tell: () => void, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (ended.aborted) return resolve()
    const source = new EventSource(url)
    const close = () => {
      source.close()
      resolve()
    }
    source.addEventListener('notification', tell)
    source.addEventListener('error', close)
    ended.addEventListener('abort', close)
  })
}

function pause(ms: number, ended: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms)
    ended.addEventListener('abort', () => {
      clearTimeout(timer)
      resolve()
    })
  })
}
