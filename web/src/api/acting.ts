/** Staff acting as somebody, in one tab: it ends with the tab, after an hour, or when they say so. */
import type { components } from './gen/identity'
import { Problem } from './problem'

export type Grant = components['schemas']['ImpersonationToken']
type Tokens = Pick<components['schemas']['TokensRead'], 'access_token' | 'expires_in' | 'user'>

const ROUTES = '/api/v1/identity/admin/impersonations'
const ME = '/api/v1/identity/me'

/** The tokens of a grant, with the person they are for. */
export async function actingTokens({
  access_token,
  expires_in,
}: Pick<Grant, 'access_token' | 'expires_in'>): Promise<Tokens> {
  const answer = await call('GET', ME, access_token)
  return { access_token, expires_in, user: await answer.json() }
}

/** The next tokens by those of the staff member; null when it is over. */
export async function renewActing(id: string, own: string): Promise<Tokens | null> {
  try {
    const answer = await call('POST', `${ROUTES}/${id}/renew`, own)
    return await actingTokens(await answer.json())
  } catch (error) {
    if (!(error instanceof Problem) || error.status === 0 || error.status >= 500) throw error
    return null
  }
}

export async function endActing(id: string, own: string): Promise<void> {
  await call('POST', `${ROUTES}/${id}/end`, own)
}

async function call(method: string, url: string, token: string): Promise<Response> {
  const answer = await fetch(url, { method, headers: { authorization: `Bearer ${token}` } }).catch(() => {
    throw Problem.offline()
  })
  if (!answer.ok) throw await Problem.of(answer)
  return answer
}
