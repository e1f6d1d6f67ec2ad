import { modules } from './modules'

/** Every address of the app, for the list that the gateway and the service worker read (`web.json`). */
export const paths: string[] = [
  '/',
  ...new Set(modules.flatMap(({ routes }) => routes.map(({ path }) => path.replace(/\?$/, '')))),
]
