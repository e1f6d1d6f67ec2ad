import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { refetch } from '~/api/queries'
import { warn } from './toast'

/** What a press does: the call, then what it has touched is asked for again; a refusal is told in its own words. */
export function useAct<In = void, Out = unknown>(
  run: (input: In) => Promise<Out>,
  ...touched: { key(): readonly unknown[] }[]
): UseMutationResult<Out, Error, In> {
  const client = useQueryClient()
  return useMutation({
    mutationFn: run,
    onSuccess: () => refetch(client, ...touched),
    onError: (error) => {
      // The page was left, or the proof that it needs was not given: nobody waits for it.
      if (error.name !== 'AbortError') warn(error.message)
    },
  })
}
