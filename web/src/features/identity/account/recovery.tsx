import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useUser } from '~/api/access'
import { data, identity } from '~/api/clients'
import { renew } from '~/api/session'
import { Badge } from '~/kit/bits'
import { Button } from '~/kit/button'
import { Once } from '~/kit/once'
import { Card, CardHead } from '~/kit/page'
import { useAct } from '~/kit/use-act'

/** The codes for the day the second factor is lost. */
export function Recovery() {
  const { t } = useLingui()
  const { mfa } = useUser()
  const [codes, setCodes] = useState<string[]>([])
  const make = useAct(async () => {
    setCodes((await data(identity.POST('/api/v1/identity/recovery-codes/regenerate'))).recovery_codes)
    await renew()
  })
  if (!mfa?.enrolled) return null
  const left = mfa.recovery_codes_left
  return (
    <Card>
      <CardHead title={<Trans>Recovery codes</Trans>}>
        <Badge tone={mfa.recovery_codes_low ? 'warning' : 'success'}>
          <Trans>{left} left</Trans>
        </Badge>
      </CardHead>
      <div className="flex flex-wrap items-center justify-between gap-4 p-4">
        <p className="max-w-md text-sm text-muted">
          <Trans>
            Each opens your account once without the second factor. New ones make the old ones void.
          </Trans>
        </p>
        <Button pending={make.isPending} onClick={() => make.mutate()}>
          <Trans>Make new codes</Trans>
        </Button>
      </div>
      <Once title={t`Keep these recovery codes`} values={codes} onClose={() => setCodes([])}>
        <Trans>Each opens your account once if your device is lost. They are not shown again.</Trans>
      </Once>
    </Card>
  )
}
