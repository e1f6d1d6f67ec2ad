import { data, workspace } from '~/api/clients'
import type { components } from '~/api/gen/workspace'
import { Problem } from '~/api/problem'
import { resource } from '~/api/resource'

type Presign = components['schemas']['Presign']

export const media = resource('/api/v1/workspace/media')

/** Send a file: ask where to, send the bytes there, and say that they are. */
export async function upload(file: File, about: Pick<Presign, 'purpose' | 'visibility'> = {}) {
  const body = {
    ...about,
    name: file.name,
    bytes: file.size,
    content_type: file.type || 'application/octet-stream',
  }
  const place = await data(workspace.POST('/api/v1/workspace/media/presign', { body }))
  const url = new URL(place.upload_url, location.origin)
  const sent = await fetch(url, { method: 'PUT', body: file, headers: { 'content-type': body.content_type } })
  if (!sent.ok) throw await Problem.of(sent)
  const path = { media_id: place.id }
  return data(workspace.POST('/api/v1/workspace/media/{media_id}/confirm', { params: { path } }))
}
