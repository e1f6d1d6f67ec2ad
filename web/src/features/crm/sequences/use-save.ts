import { useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { isProblem } from '~/api/problem'
import { useWrites } from '~/api/queries'
import type { ChangeOf } from '~/api/resource'
import { say } from '~/kit/toast'
import { useErrorWords } from '~/kit/use-error-words'
import { type Sequence, sequences } from '../resources'

/** Saves a part of a sequence as its next version; what is refused stands by its pointer, or is the `failure`. */
export function useSave(sequence: Sequence) {
  const { t } = useLingui()
  const wordsOf = useErrorWords()
  const { update } = useWrites(sequences)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState('')
  return {
    errors,
    failure,
    pending: update.isPending,
    /** The stored sequence, or null when it was refused. */
    save: async (body: ChangeOf<'/api/v1/crm/sequences'>): Promise<Sequence | null> => {
      setErrors({})
      setFailure('')
      try {
        const saved = await update.mutateAsync({ row: sequence, body })
        say(t`Saved`)
        return saved
      } catch (error) {
        if (isProblem(error) && error.errors.length > 0)
          setErrors(Object.fromEntries(error.errors.map((one) => [one.pointer, wordsOf(one)])))
        else setFailure(error instanceof Error ? error.message : String(error))
        return null
      }
    },
  }
}
