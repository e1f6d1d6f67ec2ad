import { QueryClient } from '@tanstack/react-query'
import { isProblem } from '~/api/problem'
import { isReached, onReach, watchReach } from '~/api/reach'
import { current, goOffline, refresh, subscribe } from '~/api/session'
import { chooseWorkspace } from '~/api/workspace'

/** What is kept on the device is no part of the first script. */
const snapshot = () => import('~/offline/snapshot')
const outbox = () => import('~/offline/drain')
const push = () => import('~/api/push')

const KEEP_AFTER_MS = 2_000

export const client = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 15_000,
      gcTime: 7 * 86_400_000,
      networkMode: 'always',
      refetchOnWindowFocus: true,
      // The call itself has waited and tried again where that helps.
      retry: false,
    },
    mutations: { networkMode: 'always' },
  },
})

/** Find out who is here: by the cookie, or, when nobody answers, by what this device remembers. */
export async function start(): Promise<void> {
  try {
    await refresh()
  } catch (error) {
    if (!isProblem(error, 'offline')) throw error
    const user = await snapshot()
      .then(({ recall }) => recall(client))
      .catch(() => null)
    if (!user) throw error
    goOffline(user)
  }
}

let timer: ReturnType<typeof setTimeout> | undefined
let last: string | null = null

/** Keep what is read, and leave nothing of a person who has gone. */
export function watch(): void {
  client.getQueryCache().subscribe(({ type }) => {
    const session = current()
    if (type !== 'updated' || session.status !== 'in' || session.user.acting_staff_id) return
    clearTimeout(timer)
    timer = setTimeout(() => {
      snapshot()
        .then(({ keep }) => keep(client, session.user))
        .catch(() => undefined)
    }, KEEP_AFTER_MS)
  })
  subscribe(() => {
    const session = current()
    const id = session.status === 'in' ? session.user.id : null
    if (session.status === 'out' || (last !== null && id !== null && id !== last)) {
      clearTimeout(timer)
      client.clear()
      chooseWorkspace(null)
      sessionStorage.clear()
      snapshot()
        .then(({ wipe }) => wipe())
        .catch(() => undefined)
      push()
        .then(({ forgetPush }) => forgetPush())
        .catch(() => undefined)
    } else if (id !== null && id !== last) {
      push()
        .then(({ renewPush }) => renewPush())
        .catch(() => undefined)
      outbox()
        .then(({ startOutbox }) => startOutbox(client))
        .catch(() => undefined)
    }
    if (id !== null || session.status === 'out') last = id
  })
  watchReach()
  onReach(() => {
    if (!isReached()) return
    const back = current().status === 'offline' ? start() : Promise.resolve()
    back.then(
      () => client.invalidateQueries(),
      () => undefined,
    )
  })
}
