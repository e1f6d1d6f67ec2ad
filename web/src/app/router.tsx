import type { ComponentType } from 'react'
import { createBrowserRouter, type LoaderFunctionArgs, type RouteObject } from 'react-router'
import { current, subscribe } from '~/api/session'
import { loadCatalog } from '~/lib/i18n'
import type { Module, PageRoute, Realm } from '~/lib/module'
import { start } from './client'
import { guard } from './guards'
import { modules } from './modules'
import { Broken, Splash } from './splash'

const FRAMES: Record<Realm, () => Promise<{ default: ComponentType }>> = {
  open: () => import('./plain-frame'),
  strangers: () => import('./plain-frame'),
  account: () => import('./account-frame'),
  setup: () => import('./account-frame'),
  workspace: () => import('./shell'),
  staff: () => import('./office'),
}

let started: Promise<void> | null = null

/** The session is found once, whatever page comes first. */
async function ready() {
  started ??= start().catch((error) => {
    started = null
    throw error
  })
  await started
  return null
}

function pages(realm: Realm): RouteObject {
  return {
    id: realm,
    lazy: async () => ({ Component: (await FRAMES[realm]()).default }),
    loader: async ({ request }: LoaderFunctionArgs) => {
      await ready()
      return guard(realm, request)
    },
    // Again at every move: the session may have ended, the workspace may be another.
    shouldRevalidate: () => true,
    children: modules.flatMap((module) =>
      module.routes.filter((route) => route.realm === realm).map((route) => page(module, route)),
    ),
  }
}

function page(module: Module, { path, load, catalogs = [] }: PageRoute): RouteObject {
  return {
    path,
    lazy: async () => {
      const [{ default: Component }] = await Promise.all([
        load(),
        ...[module.name, ...catalogs].map(loadCatalog),
      ])
      return { Component }
    },
    ErrorBoundary: Broken,
  }
}

/** Made after the language has begun: the first page is looked up at once. */
export function createRouter() {
  const router = createBrowserRouter([
    {
      HydrateFallback: Splash,
      ErrorBoundary: Broken,
      children: [
        pages('open'),
        pages('strangers'),
        pages('account'),
        pages('setup'),
        pages('workspace'),
        pages('staff'),
        { path: '*', lazy: async () => ({ Component: (await import('./missing')).default }) },
      ],
    },
  ])
  let inside: string | null = null
  subscribe(() => {
    const session = current()
    const next = session.status === 'in' || session.status === 'offline' ? session.user.id : null
    // Whoever has gone, here or in another tab, leaves no page behind: the guards lead to the login, or somebody
    // else to what is theirs.
    if (inside && inside !== next) void router.revalidate()
    inside = next
  })
  return router
}
