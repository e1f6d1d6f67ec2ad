/** What the present person may do and see in the present workspace. */
import { queryOptions, useQuery } from '@tanstack/react-query'
import { useSyncExternalStore } from 'react'
import { allows } from '~/lib/permissions'
import { data, workspace } from './clients'
import type { components } from './gen/workspace'
import { current, type Powers, powers, subscribe, type User } from './session'
import { workspaceId } from './workspace'

export type Workspace = components['schemas']['OwnWorkspace']

const AREA = 'workspace'

export const workspacesQuery = () =>
  queryOptions({
    queryKey: ['me', AREA, 'workspaces'],
    queryFn: async () => (await data(workspace.GET('/api/v1/workspace/workspaces'))).items,
  })

export const accessQuery = () =>
  queryOptions({
    queryKey: [workspaceId(), AREA, 'access'],
    queryFn: () => data(workspace.GET('/api/v1/workspace/access')),
  })

export const navigationQuery = () =>
  queryOptions({
    queryKey: [workspaceId(), AREA, 'navigation'],
    queryFn: async () => (await data(workspace.GET('/api/v1/workspace/navigation'))).modules,
  })

export const onboardingQuery = () =>
  queryOptions({
    queryKey: [workspaceId(), AREA, 'onboarding'],
    queryFn: () => data(workspace.GET('/api/v1/workspace/onboarding')),
  })

/** The signed-in person; pages of the realms `account` and `workspace` are only shown to one. */
export function useUser(): User {
  const session = useSyncExternalStore(subscribe, current)
  const user = session.status === 'in' || session.status === 'offline' ? session.user : null
  // A page may be drawn once more while signing out takes it away.
  return user ?? NOBODY
}

const NOBODY = { id: '', name: '', email: '', email_verified_at: '', avatar_url: null } as unknown as User

/** What the present person may do as staff of the platform. */
export function usePowers(): Powers {
  return useSyncExternalStore(subscribe, powers)
}

export interface Access {
  can: (permission: string) => boolean
  /** Whether a module of the navigation is there for this person. */
  has: (module: string) => boolean
  workspace: Workspace
}

/** For pages of the realm `workspace`, whose guard has loaded all of it; in `staff` only permissions of the platform. */
export function useAccess(): Access {
  const enabled = workspaceId() !== null
  const access = useQuery({ ...accessQuery(), enabled }).data
  const modules = useQuery({ ...navigationQuery(), enabled }).data
  const spaces = useQuery(workspacesQuery()).data
  const { staff } = usePowers()
  return {
    // No role of a workspace holds permissions of the platform, and none of staff those of a workspace.
    can: (permission) =>
      allows(permission.startsWith('platform.') ? staff : (access?.permissions ?? []), permission),
    has: (module) => modules?.some(({ key }) => key === module) ?? false,
    workspace: spaces?.find(({ id }) => id === workspaceId()) ?? (NOWHERE as Workspace),
  }
}

const NOWHERE = { id: '', name: '', currency: 'EUR', timezone: 'UTC', slug: '', role: '' }
