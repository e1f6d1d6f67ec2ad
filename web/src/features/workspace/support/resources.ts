import { type RowOf, resource } from '~/api/resource'

export const tickets = resource('/api/v1/workspace/tickets')
export type Ticket = RowOf<'/api/v1/workspace/tickets'>
