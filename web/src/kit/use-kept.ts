import { useLingui } from '@lingui/react/macro'
import { isProblem } from '~/api/problem'
import { say } from './toast'

/** True for what is kept on this device until there is a connection; it is said here. */
export function useKept(): (error: unknown) => boolean {
  const { t } = useLingui()
  return (error) => {
    const kept = isProblem(error, 'waiting')
    if (kept) say(t`Kept on this device. It is sent when there is a connection.`)
    return kept
  }
}
