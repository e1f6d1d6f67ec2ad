import type { UseQueryResult } from '@tanstack/react-query'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { Loaded } from '~/kit/loaded'
import { Card, CardHead } from '~/kit/page'

interface PartProps<Row> {
  title: string
  /** Where all of them are. */
  all?: { to: string; label: string }
  query: UseQueryResult<Row[]>
  empty: ReactNode
  children: (row: Row) => ReactNode
}

/** One question of the day with what answers it. */
export function Part<Row extends { id: string }>({ title, all, query, empty, children }: PartProps<Row>) {
  return (
    <Card>
      <CardHead title={title}>
        {all && (
          <Link
            to={all.to}
            className="flex min-h-11 items-center text-sm text-muted underline-offset-4 hover:text-ink hover:underline"
          >
            {all.label}
          </Link>
        )}
      </CardHead>
      <Loaded query={query} rows={3}>
        {(rows) =>
          rows.length === 0 ? (
            <p className="p-4 text-sm text-muted">{empty}</p>
          ) : (
            <ul aria-label={title}>
              {rows.map((row) => (
                <li
                  key={row.id}
                  className="flex min-h-14 items-center gap-3 border-b border-line py-1.5 ps-4 pe-1 text-sm last:border-0"
                >
                  {children(row)}
                </li>
              ))}
            </ul>
          )
        }
      </Loaded>
    </Card>
  )
}
