/** What errors of the API are about, and what they say. */

/** The field that an error is about: the first part of its JSON pointer (RFC 6901). */
export function fieldOf(pointer: string): string {
  return pointer.split('/')[1]?.replaceAll('~1', '/').replaceAll('~0', '~') ?? ''
}

/** The server's sentence for people: a capital letter at its start, no name of an error class. */
export function plain(message: string): string {
  const bare = message.replace(/^Value error, /, '')
  return bare.charAt(0).toUpperCase() + bare.slice(1)
}
