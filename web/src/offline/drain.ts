/** Sends what waits on this device, in one tab at a time, and asks where only a person can decide. */
import type { QueryClient } from '@tanstack/react-query'
import { send } from '~/api/http'
import { isProblem, type Problem } from '~/api/problem'
import { isReached, onReach } from '~/api/reach'
import { current } from '~/api/session'
import { drop, put, read } from './outbox'
import { both, covers, follow, type Item, isOld, next, verdict } from './rules'

const FIRST_PAUSE_MS = 5_000
const LONGEST_PAUSE_MS = 60_000

let cache: QueryClient | null = null
let running: Promise<void> | null = null
let again = false
let timer: ReturnType<typeof setTimeout> | undefined
let pause = FIRST_PAUSE_MS

/** Begin for whoever is signed in now; what is shown is asked for again when something was sent. */
export function startOutbox(client: QueryClient): void {
  if (!cache) {
    onReach(() => {
      if (isReached()) void drain()
    })
    document.addEventListener('visibilitychange', () => {
      if (document.visibilityState === 'visible') void drain()
    })
  }
  cache = client
  void drain()
}

/** Send everything that can be sent now. What comes in meanwhile is sent, too. */
export function drain(): Promise<void> {
  again = running !== null
  running ??= alone(sendAll).finally(() => {
    running = null
    if (again) void drain()
  })
  return running
}

async function sendAll(): Promise<void> {
  clearTimeout(timer)
  const sent = new Set<string>()
  let item = await following()
  while (item) {
    if (isOld(item, Date.now())) await put({ ...item, state: 'old' })
    else if (await sendOne(item)) sent.add(item.workspace)
    else {
      timer = setTimeout(() => void drain(), pause)
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
      break
    }
    item = await following()
  }
  if (sent.size === 0) return
  pause = FIRST_PAUSE_MS
  await cache?.invalidateQueries({ predicate: ({ queryKey }) => sent.has(String(queryKey[0])) })
}

async function following(): Promise<Item | undefined> {
  const session = current()
  // Staff who act for somebody send nothing that this person has left behind.
  if (session.status !== 'in' || session.user.acting_staff_id) return undefined
  return next(await read(), session.user.id)
}

/** False: not now. */
async function sendOne(item: Item): Promise<boolean> {
  try {
    const answer = await call(item, item.method, item.body)
    const { version } = (await answer.json()) as { version?: number }
    await put(...follow(await read(), item, version ?? 0))
    await drop(item)
    return true
  } catch (error) {
    // The person has gone, or is in another workspace: whoever comes next sends it.
    if (!isProblem(error)) return false
    return verdict(error) !== 'later' && (await stop(item, error))
  }
}

/** It was not taken: somebody has to look at it, unless it says what is there already. */
async function stop(item: Item, problem: Problem): Promise<boolean> {
  const said = { status: problem.status, body: problem.body }
  if (problem.status !== 412) {
    await put({ ...item, state: verdict(problem) === 'conflict' ? 'conflict' : 'refused', problem: said })
    return true
  }
  try {
    const theirs = await (await call(item, 'GET')).json()
    if (covers(theirs, item.body)) {
      await put(...follow(await read(), item, theirs.version))
      await drop(item)
    } else await put({ ...item, state: 'conflict', problem: said, theirs })
    return true
  } catch (error) {
    if (!isProblem(error) || verdict(error) === 'later') return false
    await put({ ...item, state: 'refused', problem: { status: error.status, body: error.body } })
    return true
  }
}

function call({ path, workspace, key, version }: Item, method: string, body?: unknown): Promise<Response> {
  const headers = new Headers({ 'mewayz-workspace': workspace })
  if (method !== 'GET') {
    headers.set('content-type', 'application/json')
    headers.set('idempotency-key', key)
    if (version !== null) headers.set('if-match', `"${version}"`)
  }
  return send(
    new Request(new URL(path, location.origin), {
      method,
      headers,
      body: body === undefined ? null : JSON.stringify(body),
    }),
  )
}

export type Decision = 'mine' | 'theirs' | 'both'

/** What a person has decided about a change that was not taken. */
export async function decide(item: Item, decision: Decision): Promise<void> {
  const { problem, theirs, ...rest } = item
  // Another call than the one before: what the server may know of its key is not about this one.
  const anew = { ...rest, key: crypto.randomUUID(), at: Date.now(), state: 'waiting' as const }
  if (decision === 'theirs') await drop(item)
  else if (item.method === 'POST')
    await put({ ...anew, body: decision === 'both' ? { ...item.body, allow_duplicate: true } : item.body })
  else
    await put({
      ...anew,
      version: theirs?.version ?? item.version,
      body: (decision === 'both' && both(item)) || item.body,
    })
  await drain()
  await cache?.invalidateQueries({ queryKey: [item.workspace] })
}

async function alone(work: () => Promise<void>): Promise<void> {
  if (navigator.locks) await navigator.locks.request('outbox', work)
  else await work()
}
