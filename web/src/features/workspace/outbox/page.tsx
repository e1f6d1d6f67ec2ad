import { Trans, useLingui } from '@lingui/react/macro'
import { CloudUpload } from 'lucide-react'
import { useAccess } from '~/api/access'
import { Button } from '~/kit/button'
import { Card, Page } from '~/kit/page'
import { State } from '~/kit/states'
import { useAct } from '~/kit/use-act'
import { drain } from '~/offline/drain'
import { useWaiting } from '~/offline/use-waiting'
import { Change } from './change'

/** What was written without a connection, and what nobody but its author can decide. */
export default function Outbox() {
  const { t } = useLingui()
  const { workspace } = useAccess()
  const items = useWaiting()
  const send = useAct(drain)
  return (
    <Page
      title={t`Not sent yet`}
      narrow
      actions={
        items.some(({ state }) => state === 'waiting') && (
          <Button pending={send.isPending} onClick={() => send.mutate()}>
            <Trans>Send now</Trans>
          </Button>
        )
      }
    >
      {items.length === 0 ? (
        <State icon={CloudUpload} title={t`Everything is sent`}>
          <Trans>
            Contacts, tasks and notes that you write without a connection wait here until there is one.
          </Trans>
        </State>
      ) : (
        <ul className="space-y-4">
          {items.map((item) => (
            <li key={item.seq}>
              <Card>
                <Change item={item} elsewhere={item.workspace !== workspace.id} />
              </Card>
            </li>
          ))}
        </ul>
      )}
    </Page>
  )
}
