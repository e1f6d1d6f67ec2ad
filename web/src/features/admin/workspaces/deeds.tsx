import { Trans, useLingui } from '@lingui/react/macro'
import { useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import type { components } from '~/api/gen/workspace'
import { Deeds, deed } from '~/kit/deeds'
import { useReason } from '../fields'
import { type Space, workspaces } from '../resources'

type Reason = components['schemas']['Reason']
type Transfer = components['schemas']['StaffTransfer']

/** What staff can do with a workspace. */
export function SpaceDeeds({ space }: { space: Space }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const reason = useReason()
  const params = { params: { path: { workspace_id: space.id } } }
  if (!can('platform.workspaces:write')) return null
  return (
    <Deeds
      changes={[workspaces]}
      deeds={[
        space.status === 'active' &&
          deed<Reason>({
            id: 'suspend',
            label: t`Suspend`,
            look: 'danger',
            text: <Trans>It stays readable, takes no changes, and its public pages close.</Trans>,
            fields: [reason],
            done: t`The workspace is suspended.`,
            run: (body) =>
              data(
                workspace.POST('/api/v1/workspace/admin/workspaces/{workspace_id}/suspend', {
                  ...params,
                  body,
                }),
              ),
          }),
        space.status === 'suspended' &&
          deed<Reason>({
            id: 'reinstate',
            label: t`Reinstate`,
            fields: [reason],
            done: t`The workspace is open again.`,
            run: (body) =>
              data(
                workspace.POST('/api/v1/workspace/admin/workspaces/{workspace_id}/reinstate', {
                  ...params,
                  body,
                }),
              ),
          }),
        space.status === 'archived' &&
          deed<Reason>({
            id: 'restore',
            label: t`Bring back`,
            fields: [reason],
            done: t`The workspace is back.`,
            run: (body) =>
              data(
                workspace.POST('/api/v1/workspace/admin/workspaces/{workspace_id}/restore', {
                  ...params,
                  body,
                }),
              ),
          }),
        space.status === 'active' &&
          deed<Transfer>({
            id: 'transfer',
            label: t`Hand over`,
            text: <Trans>Another member becomes the primary owner; the present one stays as admin.</Trans>,
            fields: [
              {
                name: 'user_id',
                label: t`Id of the member`,
                required: true,
                hint: t`The account is a member of this workspace; its id ends the address of its page here.`,
              },
              reason,
            ],
            done: t`The workspace has another owner.`,
            run: (body) =>
              data(
                workspace.POST('/api/v1/workspace/admin/workspaces/{workspace_id}/transfer', {
                  ...params,
                  body,
                }),
              ),
          }),
      ]}
    />
  )
}
