import { useLingui } from '@lingui/react/macro'
import { lazy, Suspense, useEffect, useState } from 'react'
import { onStepUp } from '~/api/http'
import { Box } from '~/kit/overlay'

const Proof = lazy(() => import('./proof'))

/** Asks who is there before something sensitive; the call that needed it goes on afterwards by itself. */
export function StepUp() {
  const { t } = useLingui()
  const [answer, setAnswer] = useState<((proven: boolean) => void) | null>(null)
  useEffect(() => {
    onStepUp(() => new Promise<boolean>((resolve) => setAnswer(() => resolve)))
    return () => onStepUp(async () => false)
  }, [])
  const close = (proven: boolean) => {
    answer?.(proven)
    setAnswer(null)
  }
  return (
    <Box title={t`Is it you?`} open={answer !== null} onClose={() => close(false)}>
      <Suspense>
        <Proof onClose={close} />
      </Suspense>
    </Box>
  )
}
