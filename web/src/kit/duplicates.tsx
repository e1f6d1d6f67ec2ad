import { Trans } from '@lingui/react/macro'
import { Link } from 'react-router'
import type { Problem } from '~/api/problem'

interface Candidate {
  id: string
  name: string
}

/** Stored records that look like the new one; saving again makes it nevertheless. */
export function Duplicates({
  problem,
  href,
}: {
  problem: Problem
  href: ((row: { id: string }) => string) | undefined
}) {
  const candidates = (problem.body.candidates ?? []) as Candidate[]
  return (
    <>
      <p className="font-medium">
        <Trans>This may be here already:</Trans>
      </p>
      <ul className="my-1">
        {candidates.map((candidate) => (
          <li key={candidate.id}>
            {href ? (
              <Link
                to={href(candidate)}
                className="inline-flex min-h-11 items-center underline underline-offset-4"
              >
                {candidate.name}
              </Link>
            ) : (
              candidate.name
            )}
          </li>
        ))}
      </ul>
      <p className="text-muted">
        <Trans>Save again to keep both.</Trans>
      </p>
    </>
  )
}
