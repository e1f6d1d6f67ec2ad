/** What the API says of a refusal, for people; apart from forms, for the login shows some and has none. */
import { isProblem } from '~/api/problem'

/** The field that an error of the API is about: the first part of its JSON pointer. */
export function fieldOf(pointer: string): string {
  return pointer.split('/')[1]?.replaceAll('~1', '/').replaceAll('~0', '~') ?? ''
}

/** The server's sentence for people: a capital letter at its start, no name of an error class. */
export function plain(message: string): string {
  const bare = message.replace(/^Value error, /, '')
  return bare.charAt(0).toUpperCase() + bare.slice(1)
}

/** What a refusal says, with the words about each field that has no place of its own. */
export function sentence(error: unknown): string {
  if (isProblem(error) && error.errors.length > 0)
    return error.errors.map(({ message }) => plain(message)).join(' ')
  return error instanceof Error ? error.message : String(error)
}
