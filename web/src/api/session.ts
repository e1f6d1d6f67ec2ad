/**
 * Who is signed in, here and in every other tab.
 *
 * The access token lives in this module and nowhere else. The refresh token is a cookie that no script can read;
 * one tab at a time swaps it (Web Lock) and tells the others, or they would end each other's session.
 * Staff who act as somebody do so in one tab; its tokens come by those of staff (`acting.ts`) and no other tab hears.
 */
import type { Grant } from './acting'
import type { components } from './gen/identity'
import { isProblem, Problem } from './problem'
import { answered } from './reach'

export type User = components['schemas']['MeRead']
export type Tokens = Pick<components['schemas']['TokensRead'], 'access_token' | 'expires_in' | 'user'>
export type Session =
  | { status: 'starting' }
  | { status: 'out' }
  | { status: 'in'; user: User }
  /** Nobody answers, but this device knows who was here last. */
  | { status: 'offline'; user: User }

type News = { kind: 'in'; tokens: Tokens } | { kind: 'out' }

const REFRESH = '/api/v1/identity/public/tokens/refresh'
const REVOKE = '/api/v1/identity/public/tokens/revoke'
const HEADERS = { 'mewayz-client': 'browser' }
/** Swap this long before the end, for clocks differ and requests take time. */
const EARLY_MS = 20_000

/** What the token says of its bearer as staff of the platform: permissions, or that a second factor is missing. */
export interface Powers {
  readonly staff: readonly string[]
  readonly enrol: boolean
}

const ACTING = 'acting'
const NONE: Powers = { staff: [], enrol: false }

let session: Session = { status: 'starting' }
let token: { value: string; until: number } | null = null
let held: Powers = NONE
/** Of what staff does as somebody in this tab; kept for as long as it lives, so that a reload goes on. */
let acting = recall()
let refreshing: Promise<boolean> | null = null
/** Counts changes of the person: answers that were asked for by somebody else are dropped. */
let generation = 0

/** Whether this browser has a refresh cookie, as far as scripts can know: strangers need not ask the server. */
const MARK = 'signed-in'

const listeners = new Set<() => void>()
const channel = typeof BroadcastChannel === 'undefined' ? null : new BroadcastChannel('session')
channel?.addEventListener('message', ({ data }: MessageEvent<News>) => {
  if (data.kind === 'out') forget()
  else if (!acting) take(data.tokens)
})

/** Whether something has to be settled before a workspace opens: the API refuses everything inside one until then. */
export function isHeld({ status, mfa, pending_terms }: User): boolean {
  return status === 'deletion_scheduled' || (mfa.required && !mfa.enrolled) || pending_terms.length > 0
}

export const current = (): Session => session
export const era = (): number => generation
export const powers = (): Powers => held

export function subscribe(listener: () => void): () => void {
  listeners.add(listener)
  return () => listeners.delete(listener)
}

/** Somebody has signed in in this tab. */
export function signedIn(tokens: Tokens): void {
  take(tokens)
  channel?.postMessage({ kind: 'in', tokens: bare(tokens) } satisfies News)
}

/** The person's own record has changed. */
export function userChanged(user: User): void {
  if (session.status === 'in') set({ status: 'in', user })
}

/** A token that holds for the next request; null when nobody is signed in. */
export async function accessToken(): Promise<string | null> {
  if (token && token.until - EARLY_MS > Date.now()) return token.value
  if (session.status === 'out') return null
  return (await refresh()) ? (token?.value ?? null) : null
}

/** Ask for another token although this one may still hold: it was refused, or says what is no longer so. */
export function renew(used: string | null = token?.value ?? null): Promise<boolean> {
  if (token?.value === used) token = null
  return refresh()
}

/** A token of a step-up replaces the present one; it says that the person has just proven who they are. */
export function replaceToken(value: string, seconds: number): void {
  hold(value, seconds)
  set(session)
}

/** Swap the refresh cookie for a new access token. False: the session has ended. */
export function refresh(): Promise<boolean> {
  refreshing ??= alone(swap).finally(() => {
    refreshing = null
  })
  return refreshing
}

/** Without an answer from anybody: what this device remembers may still be read. */
export function goOffline(user: User): void {
  if (session.status === 'starting') set({ status: 'offline', user })
}

/** From now on this tab is another person's, for whom staff acts. */
export async function act(grant: Grant): Promise<void> {
  const { actingTokens } = await acts()
  take(await actingTokens(grant))
  // Behind the change of persons, which clears what the tab has kept.
  keepActing(grant.impersonation.id)
}

/** This tab is the staff member's own again. */
export async function stopActing(): Promise<void> {
  const own = await alone(fromCookie)
  if (!own) return forget()
  const { endActing } = await acts()
  if (acting) await endActing(acting, own.access_token)
  keepActing(null)
  signedIn(own)
}

/** End the session on the server and forget it in every tab. */
export async function signOut(): Promise<void> {
  if (acting) await stopActing().catch(() => undefined)
  await fetch(REVOKE, { method: 'POST', headers: HEADERS }).catch(() => undefined)
  channel?.postMessage({ kind: 'out' } satisfies News)
  forget()
}

async function swap(): Promise<boolean> {
  if (!marked()) {
    forget()
    return false
  }
  // While we waited for the lock another tab may have done it.
  if (token && token.until - EARLY_MS > Date.now()) return true
  const own = await fromCookie()
  if (!own) {
    forget()
    return false
  }
  const other = acting && (await (await acts()).renewActing(acting, own.access_token))
  if (other) {
    take(other)
    channel?.postMessage({ kind: 'in', tokens: bare(own) } satisfies News)
  } else {
    keepActing(null)
    signedIn(own)
  }
  return true
}

/** Few ever act for somebody, so nobody else loads how. */
const acts = () => import('./acting')

function keepActing(id: string | null): void {
  if (acting === id) return
  acting = id
  try {
    if (id === null) sessionStorage.removeItem(ACTING)
    else sessionStorage.setItem(ACTING, id)
  } catch {
    // Storage may be shut off; then it lasts until the next reload.
  }
}

function recall(): string | null {
  try {
    return sessionStorage.getItem(ACTING)
  } catch {
    return null
  }
}

/** New tokens for the refresh cookie; null when it opens nothing any more. */
async function fromCookie(): Promise<Tokens | null> {
  try {
    return await (await ask('POST', REFRESH, HEADERS)).json()
  } catch (error) {
    if (isProblem(error) && (error.status === 401 || error.status === 403)) return null
    throw error
  }
}

/** A call of the session itself, below everything that needs one. */
export async function ask(method: string, url: string, headers: Record<string, string>): Promise<Response> {
  const answer = await fetch(url, { method, headers }).catch(() => {
    answered(false)
    throw Problem.offline()
  })
  if (!answer.ok) throw await Problem.of(answer)
  return answer
}

function alone<T>(work: () => Promise<T>): Promise<T> {
  return navigator.locks ? (navigator.locks.request('session-refresh', () => work()) as Promise<T>) : work()
}

function take(tokens: Tokens): void {
  const before = session.status === 'in' || session.status === 'offline' ? session.user.id : null
  if (before !== null && before !== tokens.user.id) generation++
  hold(tokens.access_token, tokens.expires_in)
  mark(true)
  set({ status: 'in', user: tokens.user })
}

function hold(value: string, seconds: number): void {
  token = { value, until: Date.now() + seconds * 1000 }
  held = powersOf(value)
}

/** The middle part of a JWT (RFC 7519). The gateway decides by it; here it only says what is worth showing. */
function powersOf(jwt: string): Powers {
  try {
    const part = jwt.split('.')[1]?.replaceAll('-', '+').replaceAll('_', '/') ?? ''
    const { staff = [], staff_enrol = false } = JSON.parse(atob(part))
    return { staff, enrol: staff_enrol }
  } catch {
    return NONE
  }
}

function forget(): void {
  token = null
  held = NONE
  keepActing(null)
  mark(false)
  generation++
  set({ status: 'out' })
}

function marked(): boolean {
  try {
    return localStorage.getItem(MARK) !== null
  } catch {
    // Nobody can remember: then the server knows.
    return true
  }
}

function mark(on: boolean): void {
  try {
    if (on) localStorage.setItem(MARK, '1')
    else localStorage.removeItem(MARK)
  } catch {
    // See above.
  }
}

function set(next: Session): void {
  session = next
  for (const listener of listeners) listener()
}

function bare({ access_token, expires_in, user }: Tokens): Tokens {
  return { access_token, expires_in, user }
}
