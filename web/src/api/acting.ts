/** Staff acting as somebody, in one tab: it ends with the tab, after an hour, or when they say so. */
import type { components } from './gen/identity'
import { Problem } from './problem'

export type Grant = components['schemas']['ImpersonationToken']
type Tokens = Pick<components['schemas']['TokensRead'], 'access_token' | 'expires_in' | 'user'>

const ROUTES = '/api/v1/identity/admin/impersonations'
const ME = '/api/v1/identity/me'
/** Kept for as long as the tab lives, so that a reload goes on. */
const KEY = 'acting'

let id = read()

/** The impersonation of this tab; with an argument another one, or none. */
export function actingId(next?: string | null): string | null {
  if (next === undefined) return id
  id = next
  try {
    if (next === null) sessionStorage.removeItem(KEY)
    else sessionStorage.setItem(KEY, next)
  } catch {
    // Storage may be shut off; then it lasts until the next reload.
  }
  return id
}

/** The tokens of a grant, with the person they are for. */
export async function actingTokens({ access_token, expires_in }: Grant): Promise<Tokens> {
  const answer = await call('GET', ME, access_token)
  return { access_token, expires_in, user: await answer.json() }
}

/** The next tokens by those of the staff member; null when nobody acts here, or it is over. */
export async function renewActing(own: string): Promise<Tokens | null> {
  if (!id) return null
  try {
    const answer = await call('POST', `${ROUTES}/${id}/renew`, own)
    return await actingTokens(await answer.json())
  } catch (error) {
    if (!(error instanceof Problem) || error.status === 0 || error.status >= 500) throw error
    actingId(null)
    return null
  }
}

export async function endActing(own: string): Promise<void> {
  if (id) await call('POST', `${ROUTES}/${id}/end`, own)
  actingId(null)
}

async function call(method: string, url: string, token: string): Promise<Response> {
  const answer = await fetch(url, { method, headers: { authorization: `Bearer ${token}` } }).catch(() => {
    throw Problem.offline()
  })
  if (!answer.ok) throw await Problem.of(answer)
  return answer
}

function read(): string | null {
  try {
    return sessionStorage.getItem(KEY)
  } catch {
    return null
  }
}
