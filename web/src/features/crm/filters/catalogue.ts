import { queryOptions } from '@tanstack/react-query'
import { crm, data } from '~/api/clients'
import { workspaceId } from '~/api/workspace'

/** What filters can ask about contacts, custom fields included. */
export const fieldsQuery = () =>
  queryOptions({
    queryKey: [workspaceId(), 'crm', 'filters', 'contact'],
    queryFn: async () =>
      (await data(crm.GET('/api/v1/crm/filters/{entity}', { params: { path: { entity: 'contact' } } })))
        .items,
  })
