import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { CloudUpload } from 'lucide-react'
import { Link } from 'react-router'
import { Ask } from '~/kit/overlay'
import { useWaiting } from '~/offline/use-waiting'
import { Banner } from './acting-banner'

/** How much waits on this device to be sent, or for a decision. */
export function Unsent() {
  const items = useWaiting()
  if (items.length === 0) return null
  const undecided = items.filter(({ state }) => state !== 'waiting').length
  return (
    <Banner icon={<CloudUpload aria-hidden className="size-4 shrink-0 text-warning" />}>
      {undecided > 0 ? (
        <Plural value={undecided} one="# change needs your decision." other="# changes need your decision." />
      ) : (
        <Plural
          value={items.length}
          one="# change waits on this device to be sent."
          other="# changes wait on this device to be sent."
        />
      )}{' '}
      <Link to="/outbox" className="font-medium underline underline-offset-2">
        <Trans>Look at it</Trans>
      </Link>
    </Banner>
  )
}

interface SignOutQuestionProps {
  /** How many changes would be lost. */
  lost: number
  onStay: () => void
  onLeave: () => void
}

export default function SignOutQuestion({ lost, onStay, onLeave }: SignOutQuestionProps) {
  const { t } = useLingui()
  return (
    <Ask
      title={t`Sign out now?`}
      open
      onClose={onStay}
      action={t`Sign out and lose it`}
      danger
      onConfirm={onLeave}
    >
      <Plural
        value={lost}
        one="# change on this device is not sent yet. Signing out deletes it."
        other="# changes on this device are not sent yet. Signing out deletes them."
      />{' '}
      <Trans>With a connection it is sent by itself.</Trans>
    </Ask>
  )
}
