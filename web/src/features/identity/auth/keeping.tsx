import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { Checkbox } from '~/kit/field'
import { chooseKeeping, mayKeep } from '~/offline/keeping'
import { wipe } from '~/offline/snapshot'

/** For computers that others use, too: nothing that is read or written stays on them. */
export default function Keeping() {
  const { t } = useLingui()
  const [kept, setKept] = useState(mayKeep)
  const choose = (keep: boolean) => {
    setKept(keep)
    chooseKeeping(keep)
    // Without a database there is nothing to take away.
    if (!keep) void wipe().catch(() => undefined)
  }
  return (
    <Checkbox
      label={t`Do not keep data on this device`}
      hint={t`Then nothing can be read or written without a connection.`}
      checked={!kept}
      onChange={(event) => choose(!event.target.checked)}
    />
  )
}
