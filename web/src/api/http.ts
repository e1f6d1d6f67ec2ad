/** Every call of the app passes here: credential, workspace, one refresh, one repeat, and problems as exceptions. */
import { Problem } from './problem'
import { answered } from './reach'
import { accessToken, era, renew } from './session'
import { workspaceId } from './workspace'

const PUBLIC = /\/public\//
const PATIENCE_S = 5

/** The token that an answer was given for: by now there may be a newer one. */
const used = new WeakMap<Response, string | null>()

/** Asks the person to prove who they are; resolves to true when they have. */
type Prove = () => Promise<boolean>
let prove: Prove = async () => false

/** Until when services may not have heard yet of what was just switched on. */
let settling = 0
const SETTLE_MS = 10_000
const SETTLE_STEP_MS = 500

/** Features have changed: services hear of it by events, so a refusal of the next seconds may be of yesterday. */
export function featuresChanged(): void {
  settling = Date.now() + SETTLE_MS
}

export function onStepUp(ask: Prove): void {
  prove = ask
}

/** `fetch` for the typed clients. */
export async function send(request: Request): Promise<Response> {
  const began = era()
  const where = workspaceId()
  if (request.method === 'POST' && !request.headers.has('idempotency-key'))
    request.headers.set('idempotency-key', crypto.randomUUID())
  let answer = await attempt(request.clone())
  if (answer.status === 401 && !PUBLIC.test(request.url) && (await renew(used.get(answer))))
    answer = await attempt(request.clone())
  if (answer.status === 403 && (await says(answer, 'step_up_required')) && (await prove()))
    answer = await attempt(request.clone())
  while (answer.status === 403 && Date.now() < settling && (await says(answer, 'feature_disabled'))) {
    await new Promise((resolve) => setTimeout(resolve, SETTLE_STEP_MS))
    answer = await attempt(request.clone())
  }
  if (request.method === 'GET' && (answer.status === 503 || answer.status === 429)) {
    const wait = Number(answer.headers.get('retry-after') ?? 1)
    if (wait <= PATIENCE_S) {
      await new Promise((resolve) => setTimeout(resolve, wait * 1000))
      answer = await attempt(request.clone())
    }
  }
  // What comes late, for somebody else or another workspace, is of no use to anybody.
  if (began !== era() || where !== workspaceId())
    throw new DOMException('The session has changed.', 'AbortError')
  if (!answer.ok && answer.status !== 304) throw await Problem.of(answer)
  return answer
}

async function attempt(request: Request): Promise<Response> {
  const { pathname } = new URL(request.url)
  let token: string | null = null
  if (!PUBLIC.test(pathname)) {
    token = await accessToken()
    if (token) request.headers.set('authorization', `Bearer ${token}`)
    const workspace = workspaceId()
    // What waited for a connection says itself where it belongs.
    if (workspace && !request.headers.has('mewayz-workspace'))
      request.headers.set('mewayz-workspace', workspace)
  } else {
    request.headers.set('mewayz-client', 'browser')
  }
  try {
    const answer = await fetch(request)
    answered(true)
    used.set(answer, token)
    return answer
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') throw error
    answered(false)
    throw Problem.offline()
  }
}

async function says(answer: Response, code: string): Promise<boolean> {
  const body = await answer
    .clone()
    .json()
    .catch(() => null)
  return body?.code === code
}
