import { type RowOf, resource } from '~/api/resource'

export type Notification = RowOf<'/api/v1/workspace/notifications'>

/** They are the person's own, whatever the workspace; the bell and the page show the same. */
export const notifications = {
  ...resource('/api/v1/workspace/notifications'),
  key: () => ['me', 'workspace', 'notifications'],
}
