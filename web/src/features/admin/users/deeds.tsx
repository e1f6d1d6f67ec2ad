import { Trans, useLingui } from '@lingui/react/macro'
import { useNavigate } from 'react-router'
import { useAccess, useUser } from '~/api/access'
import { data, identity } from '~/api/clients'
import type { components } from '~/api/gen/identity'
import { act } from '~/api/session'
import { Deeds, deed } from '~/kit/deeds'
import { useConfirm, useReason } from '../fields'
import { auditEntries, erasures, impersonations, securityEvents, type User, users } from '../resources'

type Destructive = components['schemas']['Destructive']
type Reasoned = components['schemas']['Reasoned']
type Acting = components['schemas']['ImpersonationCreate']

/** What staff can do with an account; the destructive ones want its address typed and staff proven. */
export function UserDeeds({ user }: { user: User }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const me = useUser()
  const navigate = useNavigate()
  const reason = useReason()
  const confirm = useConfirm(user.email)
  const params = { params: { path: { user_id: user.id } } }
  const open = ['pending', 'active'].includes(user.status)
  const self = user.id === me.id
  const destructive = (
    id: string,
    permission: string,
    label: string,
    text: string,
    done: string,
    run: (body: Destructive) => Promise<unknown>,
  ) =>
    can(permission) &&
    deed<Destructive>({ id, label, look: 'danger', text, fields: [confirm, reason], done, run })
  return (
    <Deeds
      changes={[users, securityEvents, auditEntries, erasures, impersonations]}
      deeds={[
        can('platform.impersonations:write') &&
          open &&
          !self &&
          user.staff_role === null &&
          deed<Acting>({
            id: 'act',
            label: t`Act as them`,
            text: (
              <Trans>
                For at most an hour you see what they see. Both names are in every log, and passwords, keys,
                payments and deletion stay closed.
              </Trans>
            ),
            fields: [reason],
            done: t`You act as ${user.name}`,
            run: async (body) => {
              const grant = await data(
                identity.POST('/api/v1/identity/admin/impersonations', {
                  body: { ...body, user_id: user.id },
                }),
              )
              await act(grant)
              await navigate('/dashboard')
            },
          }),
        can('platform.users:verify') &&
          user.email_verified_at === null &&
          deed<Reasoned>({
            id: 'verify',
            label: t`Mark address as proven`,
            fields: [reason],
            done: t`The address counts as proven.`,
            run: (body) =>
              data(identity.POST('/api/v1/identity/admin/users/{user_id}/verify-email', { ...params, body })),
          }),
        user.living_sessions > 0 &&
          !self &&
          destructive(
            'sessions',
            'platform.users:revoke_sessions',
            t`End sessions`,
            t`They are signed out everywhere.`,
            t`Their sessions have ended.`,
            (body) =>
              data(
                identity.POST('/api/v1/identity/admin/users/{user_id}/revoke-sessions', { ...params, body }),
              ),
          ),
        user.mfa_enrolled &&
          !self &&
          destructive(
            'mfa',
            'platform.users:reset_mfa',
            t`Reset second factor`,
            t`For somebody who has lost it. Every session ends, and they get a mail.`,
            t`The second factor is gone.`,
            (body) =>
              data(identity.POST('/api/v1/identity/admin/users/{user_id}/reset-mfa', { ...params, body })),
          ),
        open &&
          !self &&
          destructive(
            'password',
            'platform.users:write',
            t`Demand a new password`,
            t`The present password opens nothing any more, every session ends, and a mail holds the link to the next.`,
            t`They have to set a new password.`,
            (body) =>
              data(
                identity.POST('/api/v1/identity/admin/users/{user_id}/force-password-change', {
                  ...params,
                  body,
                }),
              ),
          ),
        open &&
          !self &&
          destructive(
            'disable',
            'platform.users:write',
            t`Disable`,
            t`They cannot sign in; every session and personal key stops within two seconds.`,
            t`The account is disabled.`,
            (body) =>
              data(identity.POST('/api/v1/identity/admin/users/{user_id}/disable', { ...params, body })),
          ),
        user.status === 'disabled' &&
          can('platform.users:write') &&
          deed<Reasoned>({
            id: 'enable',
            label: t`Enable`,
            text: <Trans>They can sign in again. Old sessions stay ended.</Trans>,
            fields: [reason],
            done: t`The account is open again.`,
            run: (body) =>
              data(identity.POST('/api/v1/identity/admin/users/{user_id}/enable', { ...params, body })),
          }),
        open &&
          !self &&
          destructive(
            'erase',
            'platform.users:delete',
            t`Delete account`,
            t`After the time of grace everything of this person is erased in every service. Until then it can be cancelled.`,
            t`The deletion is scheduled.`,
            (query) =>
              data(
                identity.DELETE('/api/v1/identity/admin/users/{user_id}', {
                  params: { ...params.params, query },
                }),
              ),
          ),
      ]}
    />
  )
}
