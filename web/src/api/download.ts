import { send } from './http'

/** Fetch a file with the caller's rights and hand it to the browser to keep. */
export async function download(path: string, name: string): Promise<void> {
  const answer = await send(new Request(new URL(path, location.origin)))
  const link = document.createElement('a')
  link.href = URL.createObjectURL(await answer.blob())
  link.download = name
  link.click()
  // The browser has taken hold of the data by the next turn.
  setTimeout(() => URL.revokeObjectURL(link.href))
}
