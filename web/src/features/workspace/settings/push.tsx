import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useState } from 'react'
import { pushed, pushPossible, startPush, stopPush } from '~/api/push'
import { listOf } from '~/api/queries'
import { resource } from '~/api/resource'
import { Ago, Badge } from '~/kit/bits'
import { Button } from '~/kit/button'
import { Card, CardHead } from '~/kit/page'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'

const browsers = {
  ...resource('/api/v1/workspace/push-subscriptions'),
  key: () => ['me', 'workspace', 'push-subscriptions'],
}

/** Whether this browser is told while no page is open, and which others are. */
export function Push() {
  const { t } = useLingui()
  const [refused, setRefused] = useState(false)
  const here = useQuery({ queryKey: [...browsers.key(), 'here'], queryFn: pushed })
  const all = useQuery(listOf(browsers, { limit: 100 }))
  const start = useAct(async () => {
    const answer = await startPush()
    setRefused(answer === 'refused')
    if (answer === 'on') say(t`This browser is told from now on.`)
  }, browsers)
  const stop = useAct(stopPush, browsers)
  const remove = useAct((id: string) => browsers.remove(id), browsers)
  return (
    <Card>
      <CardHead title={<Trans>Push on this browser</Trans>}>
        {here.data && (
          <Badge tone="success">
            <Trans>On</Trans>
          </Badge>
        )}
      </CardHead>
      <div className="flex flex-wrap items-center justify-between gap-4 p-4">
        <p className="max-w-md text-sm text-muted">
          {!pushPossible() ? (
            <Trans>This browser cannot be told. On an iPhone, add Mewayz to the home screen first.</Trans>
          ) : refused ? (
            <Trans>Your browser does not allow it. Change that in its settings for this site.</Trans>
          ) : (
            <Trans>You are told on this device also while Mewayz is closed.</Trans>
          )}
        </p>
        {pushPossible() &&
          (here.data ? (
            <Button pending={stop.isPending} onClick={() => stop.mutate()}>
              <Trans>Turn off</Trans>
            </Button>
          ) : (
            <Button look="primary" pending={start.isPending} onClick={() => start.mutate()}>
              <Trans>Turn on</Trans>
            </Button>
          ))}
      </div>
      {(all.data?.items.length ?? 0) > 0 && (
        <ul aria-label={t`Browsers that are told`}>
          {all.data?.items.map((browser) => (
            <li
              key={browser.id}
              className="flex min-h-14 items-center gap-3 border-t border-line px-4 py-1 text-sm"
            >
              <span className="min-w-0 flex-1 truncate">{browser.name ?? browser.host}</span>
              <span className="text-xs text-muted">
                <Ago time={browser.created_at} />
              </span>
              <Button look="ghost" onClick={() => remove.mutate(browser.id)}>
                <Trans>Remove</Trans>
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Card>
  )
}
