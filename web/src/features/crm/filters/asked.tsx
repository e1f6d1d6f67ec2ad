import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { useAccess } from '~/api/access'
import { Checkbox } from '~/kit/field'
import { fieldsQuery } from './catalogue'
import { FilterBuilder } from './group'
import { closed, condition, type Filter, group, opened } from './tree'

interface AskedProps {
  filter: Filter
  onChange: (filter: Filter) => void
}

/** A filter as part of something else; while it is not filled in it is none, which the server refuses. */
export function Asked({ filter, onChange }: AskedProps) {
  const { workspace } = useAccess()
  const fields = useQuery(fieldsQuery()).data ?? []
  const [tree, setTree] = useState(() =>
    Object.keys(filter).length > 0 ? opened(filter) : group('all', [condition()]),
  )
  return (
    <FilterBuilder
      tree={tree}
      onChange={(next) => {
        setTree(next)
        onChange(closed(next, fields, workspace.currency) ?? {})
      }}
    />
  )
}

interface MaybeAskedProps {
  label: ReactNode
  filter: Filter | null
  onChange: (filter: Filter | null) => void
}

/** A filter that may be there or not. */
export function MaybeAsked({ label, filter, onChange }: MaybeAskedProps) {
  return (
    <div className="space-y-3">
      <Checkbox
        label={label}
        checked={filter !== null}
        onChange={({ target }) => onChange(target.checked ? {} : null)}
      />
      {filter && <Asked filter={filter} onChange={onChange} />}
    </div>
  )
}
