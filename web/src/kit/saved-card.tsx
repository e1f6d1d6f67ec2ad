import { Trans } from '@lingui/react/macro'
import type { ReactNode } from 'react'
import { Button } from './button'
import { LeaveGuard } from './form'
import { Card, CardHead } from './page'

interface SavedCardProps {
  title: ReactNode
  dirty: boolean
  pending: boolean
  /** Who may not write sees no button. */
  writer: boolean
  /** What is there can be sent. */
  ready?: boolean
  onSave: () => void
  children: ReactNode
}

/** A part of a page that is saved by itself; leaving it asks while something is not. */
export function SavedCard(props: SavedCardProps) {
  const { title, dirty, pending, writer, ready = true, onSave, children } = props
  return (
    <Card>
      <LeaveGuard dirty={dirty && !pending} />
      <CardHead title={title}>
        {writer && (
          <Button
            look={dirty ? 'primary' : 'secondary'}
            disabled={!dirty || !ready}
            pending={pending}
            onClick={onSave}
          >
            <Trans>Save</Trans>
          </Button>
        )}
      </CardHead>
      {children}
    </Card>
  )
}
