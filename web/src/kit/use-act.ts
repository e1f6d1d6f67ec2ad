import { useMutation, useQueryClient } from '@tanstack/react-query'
import { refetch } from '~/api/queries'
import { warn } from './toast'

/** Does something to a record at the press of a button; a refusal is told, and what depends on it is asked for again. */
export function useAct<Given, Answer>(
  run: (given: Given) => Promise<Answer>,
  ...stale: { key(): readonly unknown[] }[]
) {
  const client = useQueryClient()
  return useMutation({
    mutationFn: run,
    onSuccess: () => refetch(client, ...stale),
    onError: (error) => warn(error.message),
  })
}
