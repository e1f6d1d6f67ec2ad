import { Trans, useLingui } from '@lingui/react/macro'
import { Copy } from 'lucide-react'
import type { RowOf } from '~/api/resource'
import { Badge } from '~/kit/bits'
import { IconButton } from '~/kit/button'
import { say, warn } from '~/kit/toast'

/** A link that brings people, to be copied. */
export function CodeLine({ code }: { code: RowOf<'/api/v1/workspace/referral-codes'> }) {
  const { t } = useLingui()
  const copy = async () => {
    try {
      await navigator.clipboard.writeText(code.url)
      say(t`Copied.`)
    } catch {
      warn(t`Your browser does not allow copying. Mark the link and copy it.`)
    }
  }
  return (
    <li className="flex min-h-14 items-center gap-3 border-b border-line px-4 py-1 text-sm last:border-0">
      <code className="min-w-0 flex-1 truncate select-all">{code.url}</code>
      <Badge tone={code.rewarded > 0 ? 'success' : 'plain'}>
        <Trans>{code.rewarded} rewarded</Trans>
      </Badge>
      <IconButton label={t`Copy the link`} onClick={copy}>
        <Copy aria-hidden className="size-4" />
      </IconButton>
    </li>
  )
}
