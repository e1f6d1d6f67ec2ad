import { useRef, useState } from 'react'
import { isProblem } from '~/api/problem'
import { fieldOf } from '~/lib/pointer'
import { useErrorWords } from './use-error-words'

interface Submission {
  pending: boolean
  /** What the server says of a field, by its name. */
  errors: Record<string, string>
  /** What it says of the whole. */
  failure: string
  submit: (event: React.FormEvent<HTMLFormElement>) => Promise<void>
}

/** A small form of native inputs: sends once, and brings what the server refuses to the fields it is about. */
export function useSubmit(send: (values: FormData) => Promise<unknown>): Submission {
  const [pending, setPending] = useState(false)
  const [errors, setErrors] = useState<Record<string, string>>({})
  const [failure, setFailure] = useState('')
  const wordsOf = useErrorWords()
  const busy = useRef(false)

  async function submit(event: React.FormEvent<HTMLFormElement>) {
    event.preventDefault()
    if (busy.current) return
    busy.current = true
    const form = event.currentTarget
    setPending(true)
    setErrors({})
    setFailure('')
    try {
      await send(new FormData(form))
    } catch (error) {
      const found = isProblem(error)
        ? Object.fromEntries(error.errors.map((one) => [fieldOf(one.pointer), wordsOf(one)]))
        : {}
      setErrors(found)
      const first = Object.keys(found).find((name) => form.elements.namedItem(name))
      if (first) (form.elements.namedItem(first) as HTMLElement).focus()
      else setFailure(error instanceof Error ? error.message : String(error))
    } finally {
      busy.current = false
      setPending(false)
    }
  }
  return { pending, errors, failure, submit }
}
