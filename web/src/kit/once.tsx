import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Button } from './button'
import { Box } from './overlay'

interface OnceProps {
  title: string
  /** Nothing to show: the box is closed. */
  values: string[]
  children?: ReactNode
  onClose: () => void
}

/** Secrets that the server says a single time; the box stays until somebody has kept them. */
export function Once({ title, values, children, onClose }: OnceProps) {
  return (
    <Box title={title} open={values.length > 0} onClose={onClose}>
      <div className="text-sm text-muted">{children ?? <Trans>It is not shown again.</Trans>}</div>
      <div className="my-4 grid gap-2 rounded-lg border border-line p-3 text-sm select-all has-[code+code]:grid-cols-2 has-[code+code]:text-center">
        {values.map((value) => (
          <code key={value} className="break-all">
            {value}
          </code>
        ))}
      </div>
      <div className="flex justify-end">
        <Button look="primary" onClick={onClose}>
          <Trans>I have kept it</Trans>
        </Button>
      </div>
    </Box>
  )
}
