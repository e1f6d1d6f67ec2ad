import { useLingui } from '@lingui/react/macro'
import { AccountPage } from '../account/tabs'
import { Consents } from './consents'
import { Erasure } from './erasure'
import { Exports } from './exports'

/** What the platform holds about you, and what you have agreed to. */
export default function Privacy() {
  const { t } = useLingui()
  return (
    <AccountPage title={t`Privacy`}>
      <Consents />
      <Exports />
      <Erasure />
    </AccountPage>
  )
}
