import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useUser } from '~/api/access'
import { data, identity } from '~/api/clients'
import type { components } from '~/api/gen/identity'
import { userChanged } from '~/api/session'
import { Checkbox, SelectField } from '~/kit/field'
import { Card, CardHead } from '~/kit/page'
import { useAct } from '~/kit/use-act'
import { follow, languages } from '~/lib/follow'
import { chooseTheme, chosenTheme, type Theme } from '~/lib/theme'
import { AccountPage } from './tabs'

/** How the app looks and answers; what is about this device stays on it. */
export default function Preferences() {
  const { t } = useLingui()
  const user = useUser()
  const [theme, setTheme] = useState(chosenTheme)
  const put = useAct(async (body: components['schemas']['MeUpdate']) => {
    const user = await data(identity.PATCH('/api/v1/identity/me', { body }))
    userChanged(user)
    await follow(user.locale, location.href)
  })
  return (
    <AccountPage title={t`Preferences`}>
      <Card>
        <CardHead title={<Trans>On this device</Trans>} />
        <SelectField
          className="p-4"
          label={t`Theme`}
          value={theme}
          onChange={(event) => {
            const next = event.target.value as Theme
            setTheme(next)
            chooseTheme(next)
          }}
        >
          <option value="dark">{t`Dark`}</option>
          <option value="light">{t`Light`}</option>
          <option value="system">{t`As the device`}</option>
        </SelectField>
      </Card>
      <Card>
        <CardHead title={<Trans>On every device</Trans>} />
        <div className="space-y-4 p-4">
          <Checkbox
            label={<Trans>Shortcuts of single letters</Trans>}
            hint={<Trans>Such as g and then c for contacts. Off, letters do nothing by themselves.</Trans>}
            checked={user.preferences.shortcuts !== false}
            disabled={put.isPending}
            onChange={(event) =>
              put.mutate({ preferences: { shortcuts: event.target.checked ? null : false } })
            }
          />
          <SelectField
            label={t`Language`}
            hint={t`Of the app, and of the mails that we send you.`}
            value={user.locale}
            disabled={put.isPending}
            onChange={(event) => put.mutate({ locale: event.target.value })}
          >
            {[...new Set([user.locale, ...languages()])].map((locale) => (
              <option key={locale} value={locale} lang={locale}>
                {new Intl.DisplayNames(locale, { type: 'language' }).of(locale)}
              </option>
            ))}
          </SelectField>
        </div>
      </Card>
    </AccountPage>
  )
}
