import { useLingui } from '@lingui/react/macro'
import type { FieldError } from '~/api/problem'
import { plain } from '~/lib/pointer'

/** What a refused field says: our words for what validators say in theirs, the server's own for everything else. */
export function useErrorWords(): (error: FieldError) => string {
  const { t } = useLingui()
  const words: Record<string, string> = {
    missing: t`Please fill this in.`,
    too_short: t`This is too short.`,
    too_long: t`This is too long.`,
    string_too_short: t`This is too short.`,
    string_too_long: t`This is too long.`,
    string_pattern_mismatch: t`This has not the right form.`,
    uuid_parsing: t`Please choose something.`,
    url_parsing: t`This is no address of a page, such as https://example.com.`,
  }
  return ({ code, message }) => words[code] ?? plain(message)
}
