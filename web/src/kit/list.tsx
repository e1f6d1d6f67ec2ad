import { Trans, useLingui } from '@lingui/react/macro'
import { useInfiniteQuery } from '@tanstack/react-query'
import { ArrowDown, ArrowUp, MoreHorizontal, Search } from 'lucide-react'
import { type ReactNode, useEffect, useState } from 'react'
import { Link, useSearchParams } from 'react-router'
import { pagesOf } from '~/api/queries'
import type { Identified, Params, Resource } from '~/api/resource'
import { cx } from '~/lib/cx'
import { Button } from './button'
import { ExportButton } from './export-button'
import { BARE, CONTROL } from './field'
import type { Option } from './form-spec'
import { type Action, Actions } from './overlay'
import { Failure, NoMatch, Skeleton } from './states'
import { useWide } from './use-wide'

export interface Column<Row> {
  label: string
  render: (row: Row) => ReactNode
  /** Field to sort by, where the API sorts by it. */
  sort?: string
  className?: string
}

export interface Filter {
  /** Parameter of the list call, such as `status` or `due_at[lt]`. */
  name: string
  label: string
  options: Option[]
}

interface ListProps<Row> {
  label: string
  resource: Resource<Row>
  /** The first column is the record's name and its link. */
  columns: Column<Row>[]
  filters?: Filter[]
  searchable?: boolean
  /** Parameters that always hold, or until the person chooses others. */
  defaults?: Params
  href?: (row: Row) => string
  actions?: (row: Row) => Action[]
  /** The list can be taken along as a file. */
  exported?: boolean
  empty: ReactNode
}

/** A list of a resource: filter, sorting and words live in the address, pages follow by keyset. */
export function List<Row extends Identified>(props: ListProps<Row>) {
  const { resource, filters = [], defaults, searchable, exported, empty } = props
  const { t } = useLingui()
  const [search, setSearch] = useSearchParams()
  const wide = useWide()
  const chosen = Object.fromEntries(
    ['q', 'sort', ...filters.map(({ name }) => name)].map((name) => [name, search.get(name) ?? undefined]),
  )
  const params: Params = {
    ...defaults,
    ...Object.fromEntries(Object.entries(chosen).filter(([, value]) => value)),
  }
  const query = useInfiniteQuery({ ...pagesOf(resource, params), placeholderData: (before) => before })
  const narrowed = Boolean(chosen.q) || filters.some(({ name }) => chosen[name])
  const put = (name: string, value: string) =>
    setSearch(
      (before) => {
        if (value) before.set(name, value)
        else before.delete(name)
        return before
      },
      { replace: true },
    )
  const rows = query.data?.pages.flatMap((page) => page.items) ?? []
  const untouched = query.isSuccess && rows.length === 0 && !narrowed

  if (untouched) return empty
  return (
    <div className="rounded-xl border border-line bg-surface">
      {(searchable || exported || filters.length > 0) && (
        <div className="flex flex-wrap items-center gap-2 border-b border-line p-3">
          {searchable && <SearchBox value={chosen.q ?? ''} onSearch={(words) => put('q', words)} />}
          {filters.map((filter) => (
            <select
              key={filter.name}
              aria-label={filter.label}
              value={chosen[filter.name] ?? ''}
              onChange={(event) => put(filter.name, event.target.value)}
              className={cx(BARE, 'max-w-full flex-1 basis-32 md:flex-none')}
            >
              <option value="">{filter.label}</option>
              {filter.options.map((option) => (
                <option key={option.value} value={option.value}>
                  {option.label}
                </option>
              ))}
            </select>
          ))}
          {exported && <ExportButton path={resource.path} params={params} />}
        </div>
      )}
      {query.isPending && <Skeleton />}
      {query.isError && rows.length === 0 && <Failure error={query.error} onRetry={() => query.refetch()} />}
      {query.isSuccess && rows.length === 0 && <NoMatch onClear={() => setSearch({}, { replace: true })} />}
      {rows.length > 0 &&
        (wide ? (
          <Table
            {...props}
            rows={rows}
            sort={String(params.sort ?? '')}
            onSort={(next) => put('sort', next)}
          />
        ) : (
          <Cards {...props} rows={rows} />
        ))}
      {query.hasNextPage && (
        <div className="flex justify-center border-t border-line p-3">
          <Button pending={query.isFetchingNextPage} onClick={() => query.fetchNextPage()}>
            <Trans>Load more</Trans>
          </Button>
        </div>
      )}
      <p aria-live="polite" className="sr-only">
        {query.isSuccess && t`${rows.length} shown`}
      </p>
    </div>
  )
}

/** Searches when the typing pauses, not at every letter. */
export function SearchBox({ value, onSearch }: { value: string; onSearch: (words: string) => void }) {
  const { t } = useLingui()
  const [words, setWords] = useState(value)
  useEffect(() => setWords(value), [value])
  // biome-ignore lint/correctness/useExhaustiveDependencies: only what is typed sets the timer
  useEffect(() => {
    if (words === value) return
    const timer = setTimeout(() => onSearch(words.trim()), 250)
    return () => clearTimeout(timer)
  }, [words])
  return (
    <div className="relative min-w-0 flex-1 basis-full md:basis-48">
      <Search
        aria-hidden
        className="pointer-events-none absolute start-3 top-1/2 size-4 -translate-y-1/2 text-muted"
      />
      <input
        type="search"
        aria-label={t`Search`}
        placeholder={t`Search`}
        value={words}
        onChange={(event) => setWords(event.target.value)}
        className={cx(CONTROL, 'ps-9')}
      />
    </div>
  )
}

interface RowsProps<Row> extends ListProps<Row> {
  rows: Row[]
}

function Table<Row extends Identified>(
  props: RowsProps<Row> & { sort: string; onSort: (sort: string) => void },
) {
  const { label, columns, rows, href, actions, sort, onSort } = props
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what is wider than the screen is scrolled by keys, too
    <section aria-label={label} tabIndex={0} className="overflow-x-auto">
      <table aria-label={label} className="w-full text-start text-sm">
        <thead className="border-b border-line text-xs text-muted">
          <tr>
            {columns.map((column) => (
              <Head key={column.label} column={column} sort={sort} onSort={onSort} />
            ))}
            {actions && (
              <th className="w-14">
                <span className="sr-only">
                  <Trans>Actions</Trans>
                </span>
              </th>
            )}
          </tr>
        </thead>
        <tbody>
          {rows.map((row) => (
            <tr key={row.id} className="relative border-b border-line last:border-0 hover:bg-hover">
              {columns.map((column, index) => (
                <td key={column.label} className={cx('h-14 max-w-64 truncate px-4', column.className)}>
                  {index === 0 && href ? (
                    // The link covers its row; what can be pressed in other cells lies above it.
                    <Link to={href(row)} dir="auto" className="font-medium after:absolute after:inset-0">
                      {column.render(row)}
                    </Link>
                  ) : (
                    column.render(row)
                  )}
                </td>
              ))}
              {actions && <td className="relative z-10 px-1 text-end">{menu(row, actions)}</td>}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  )
}

function Head<Row>({
  column,
  sort,
  onSort,
}: {
  column: Column<Row>
  sort: string
  onSort: (sort: string) => void
}) {
  const { sort: field } = column
  const state =
    field && sort === field ? 'ascending' : field && sort === `-${field}` ? 'descending' : undefined
  const Arrow = state === 'ascending' ? ArrowUp : ArrowDown
  return (
    <th scope="col" aria-sort={state} className={cx('h-11 px-4 text-start font-medium', column.className)}>
      {field ? (
        <button
          type="button"
          onClick={() => onSort(state === 'ascending' ? `-${field}` : field)}
          className="-mx-2 inline-flex min-h-11 items-center gap-1 rounded-lg px-2 hover:text-ink"
        >
          {column.label}
          {state && <Arrow aria-hidden className="size-3.5" />}
        </button>
      ) : (
        column.label
      )}
    </th>
  )
}

function Cards<Row extends Identified>({ label, columns, rows, href, actions }: RowsProps<Row>) {
  const [first, ...rest] = columns
  return (
    <ul aria-label={label}>
      {rows.map((row) => (
        <li key={row.id} className="relative flex items-start gap-2 border-b border-line p-4 last:border-0">
          <div className="min-w-0 flex-1">
            <div className="truncate text-sm font-medium">
              {href ? (
                <Link to={href(row)} dir="auto" className="after:absolute after:inset-0">
                  {first?.render(row)}
                </Link>
              ) : (
                first?.render(row)
              )}
            </div>
            <dl className="mt-1 flex flex-wrap gap-x-3 gap-y-1 text-xs text-muted">
              {rest.map((column) => {
                const shown = column.render(row)
                return (
                  shown !== null &&
                  shown !== '–' && (
                    <div key={column.label} className="flex max-w-full gap-1 truncate">
                      <dt className="sr-only">{column.label}</dt>
                      <dd className="truncate">{shown}</dd>
                    </div>
                  )
                )
              })}
            </dl>
          </div>
          {actions && <div className="relative z-10 -my-2 -me-2">{menu(row, actions)}</div>}
        </li>
      ))}
    </ul>
  )
}

function menu<Row>(row: Row, actions: (row: Row) => Action[]) {
  const offered = actions(row)
  return offered.length > 0 && <RowActions actions={offered} />
}

function RowActions({ actions }: { actions: Action[] }) {
  const { t } = useLingui()
  return (
    <Actions label={t`Actions`} actions={actions}>
      <MoreHorizontal aria-hidden className="size-5" />
    </Actions>
  )
}
