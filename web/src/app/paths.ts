import { matchPath } from 'react-router'
import { modules } from './modules'

/** Every address of the app, for the list that the gateway and the service worker read (`web.json`). */
export const paths: string[] = [...new Set(modules.flatMap(({ routes }) => routes.map(({ path }) => path)))]

/** Whether an address that the API names is a page here; services know more records than there are pages yet. */
export function isPage(url: string | null): url is string {
  const path = url?.split('?')[0] ?? ''
  return paths.some((pattern) => matchPath(pattern, path) !== null)
}
