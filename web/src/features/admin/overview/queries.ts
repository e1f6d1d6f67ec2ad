import { queryOptions } from '@tanstack/react-query'
import { data, identity, workspace } from '~/api/clients'

export const businessQuery = () =>
  queryOptions({
    queryKey: ['staff', 'workspace', 'admin/overview'],
    queryFn: () => data(workspace.GET('/api/v1/workspace/admin/overview')),
  })

export const accountsQuery = () =>
  queryOptions({
    queryKey: ['staff', 'identity', 'admin/overview'],
    queryFn: () => data(identity.GET('/api/v1/identity/admin/overview')),
  })
