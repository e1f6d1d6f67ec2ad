import { resource } from '~/api/resource'

export const members = resource('/api/v1/workspace/members')
export const invitations = resource('/api/v1/workspace/invitations')
export const roles = resource('/api/v1/workspace/roles')
