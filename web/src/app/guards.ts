import { redirect } from 'react-router'
import { accessQuery, navigationQuery, workspacesQuery } from '~/api/access'
import { current, isHeld, type User } from '~/api/session'
import { chooseWorkspace, workspaceId } from '~/api/workspace'
import type { Realm } from '~/lib/module'
import { nextPath } from '~/lib/safe'
import { client } from './client'

/** What must be true before a page is shown; a redirect where it is not. */
export async function guard(realm: Realm, request: Request): Promise<null> {
  const url = new URL(request.url)
  const session = current()
  const inside = session.status === 'in' || session.status === 'offline'
  if (inside) await speak(session.user, request.url)
  if (realm === 'strangers' && inside) throw redirect(nextPath(url.search))
  if (realm !== 'open' && realm !== 'strangers' && !inside)
    throw redirect(`/login?next=${encodeURIComponent(url.pathname + url.search)}`)
  if (realm === 'workspace' || realm === 'setup') await enter(url)
  return null
}

/** Few change their language, so nobody else loads how. Whoever acts as somebody goes on in their own. */
async function speak({ locale, acting_staff_id }: User, url: string): Promise<void> {
  if (!acting_staff_id && !locale.startsWith(document.documentElement.lang))
    await (await import('~/lib/follow')).follow(locale, url)
}

async function enter(url: URL): Promise<void> {
  const session = current()
  if (session.status === 'in' && isHeld(session.user))
    throw redirect(`/account/required?next=${encodeURIComponent(url.pathname + url.search)}`)
  const spaces = await client.ensureQueryData(workspacesQuery())
  if (!spaces.some(({ id }) => id === workspaceId())) {
    const only = spaces.length === 1 ? spaces[0] : undefined
    if (!only) throw redirect(`/workspaces?next=${encodeURIComponent(url.pathname + url.search)}`)
    chooseWorkspace(only.id)
  }
  await Promise.all([client.ensureQueryData(accessQuery()), client.ensureQueryData(navigationQuery())])
}
