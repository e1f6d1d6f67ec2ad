import { type ReactNode, useState } from 'react'
import { isProblem } from '~/api/problem'
import { useWrites } from '~/api/queries'
import type { ChangeOf } from '~/api/resource'
import { Button } from '~/kit/button'
import { LeaveGuard } from '~/kit/form'
import { Card, CardHead } from '~/kit/page'
import { plain } from '~/lib/pointer'
import { type Campaign, campaigns } from '../resources'

interface PartProps {
  title: ReactNode
  campaign: Campaign
  /** What is chosen now; it is saved when it differs from what was. */
  body: ChangeOf<'/api/v1/crm/campaigns'>
  save: string
  children: ReactNode
}

/** One part of a campaign that is saved by itself. */
export function Part({ title, campaign, body, save, children }: PartProps) {
  const { update } = useWrites(campaigns)
  const [saved, setSaved] = useState(() => JSON.stringify(body))
  const [failure, setFailure] = useState('')
  const dirty = JSON.stringify(body) !== saved
  const put = async () => {
    setFailure('')
    try {
      await update.mutateAsync({ row: campaign, body })
      setSaved(JSON.stringify(body))
    } catch (error) {
      setFailure(
        isProblem(error) && error.errors.length > 0
          ? error.errors.map(({ message }) => plain(message)).join(' ')
          : error instanceof Error
            ? error.message
            : String(error),
      )
    }
  }
  return (
    <Card>
      <LeaveGuard dirty={dirty && !update.isPending} />
      <CardHead title={title} />
      <div className="space-y-4 p-4">
        {children}
        {failure && (
          <p role="alert" className="text-sm text-danger">
            {failure}
          </p>
        )}
        <div className="flex justify-end">
          <Button
            look={dirty ? 'primary' : 'secondary'}
            disabled={!dirty}
            pending={update.isPending}
            onClick={put}
          >
            {save}
          </Button>
        </div>
      </div>
    </Card>
  )
}
