import { Trans } from '@lingui/react/macro'
import { useAccess } from '~/api/access'
import { ButtonLink } from '~/kit/button'
import type { Kind } from './kinds'

/** The way to bring records of a kind along, for who may write them. */
export function ImportLink({ kind }: { kind: Kind }) {
  const { can } = useAccess()
  if (!can(`crm.${kind}:write`)) return null
  return (
    <ButtonLink to={`/crm/${kind}/import`}>
      <Trans>Import</Trans>
    </ButtonLink>
  )
}
