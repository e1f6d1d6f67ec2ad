import { Trans, useLingui } from '@lingui/react/macro'
import { VenetianMask } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useNavigate } from 'react-router'
import { useUser } from '~/api/access'
import { stopActing } from '~/api/session'
import { Button } from '~/kit/button'

/** Staff sees the product as somebody else does; nobody may forget that. */
export function ActingBanner() {
  const { t } = useLingui()
  const user = useUser()
  const navigate = useNavigate()
  const [failure, setFailure] = useState('')
  if (!user.acting_staff_id) return null
  const stop = async () => {
    try {
      await stopActing()
      await navigate(`/admin/users/${user.id}`)
    } catch (error) {
      setFailure(error instanceof Error ? error.message : t`That did not work.`)
    }
  }
  return (
    <Banner icon={<VenetianMask aria-hidden className="size-4 shrink-0 text-danger" />}>
      <Trans>You act as {user.name}. What you do is in both names.</Trans>{' '}
      <Button look="ghost" onClick={stop}>
        <Trans>Stop</Trans>
      </Button>
      {failure && <span role="alert">{failure}</span>}
    </Banner>
  )
}

export function Banner({ icon, children }: { icon: ReactNode; children: ReactNode }) {
  return (
    <div className="flex min-h-11 items-center gap-3 border-b border-line bg-surface px-4 text-sm md:px-8">
      {icon}
      <p className="min-w-0 py-2">{children}</p>
    </div>
  )
}
