/** Staff acting as somebody, in one tab: it ends with the tab, after an hour, or when they say so. */
import type { components } from './gen/identity'
import type { Problem } from './problem'
import { ask } from './session'

export type Grant = components['schemas']['ImpersonationToken']
type Tokens = Pick<components['schemas']['TokensRead'], 'access_token' | 'expires_in' | 'user'>

const ROUTES = '/api/v1/identity/admin/impersonations'
const ME = '/api/v1/identity/me'

const bearer = (token: string) => ({ authorization: `Bearer ${token}` })

/** The tokens of a grant, with the person they are for. */
export async function actingTokens({
  access_token,
  expires_in,
}: Pick<Grant, 'access_token' | 'expires_in'>): Promise<Tokens> {
  const answer = await ask('GET', ME, bearer(access_token))
  return { access_token, expires_in, user: await answer.json() }
}

/** The next tokens by those of the staff member; null when it is over. */
export async function renewActing(id: string, own: string): Promise<Tokens | null> {
  try {
    const answer = await ask('POST', `${ROUTES}/${id}/renew`, bearer(own))
    return await actingTokens(await answer.json())
  } catch (error) {
    const { status } = error as Problem
    // Without an answer it may well go on.
    if (!(status >= 400 && status < 500)) throw error
    return null
  }
}

export async function endActing(id: string, own: string): Promise<void> {
  await ask('POST', `${ROUTES}/${id}/end`, bearer(own))
}
