import { redirect } from 'react-router'
import { accessQuery, navigationQuery, workspacesQuery } from '~/api/access'
import { current, isHeld } from '~/api/session'
import { chooseWorkspace, workspaceId } from '~/api/workspace'
import type { Realm } from '~/lib/module'
import { nextPath } from '~/lib/safe'
import { client } from './client'

/** What must be true before a page is shown; a redirect where it is not. */
export async function guard(realm: Realm, request: Request): Promise<null> {
  const url = new URL(request.url)
  const inside = current().status === 'in' || current().status === 'offline'
  if (realm === 'strangers' && inside) throw redirect(nextPath(url.search))
  if (realm !== 'open' && realm !== 'strangers' && !inside)
    throw redirect(`/login?next=${encodeURIComponent(url.pathname + url.search)}`)
  if (realm === 'workspace' || realm === 'setup') await enter(url)
  return null
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
