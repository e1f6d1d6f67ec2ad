import { Trans } from '@lingui/react/macro'
import type { Identified, Params, Resource } from '~/api/resource'
import { type Column, List } from '~/kit/list'

interface RowsProps<Row> {
  label: string
  resource: Resource<Row>
  params: Params
  columns: Column<Row>[]
}

/** What belongs to a record, below it. */
export function Rows<Row extends Identified>({ label, resource, params, columns }: RowsProps<Row>) {
  return (
    <List
      label={label}
      resource={resource}
      defaults={params}
      columns={columns}
      empty={
        <p className="p-4 text-sm text-muted">
          <Trans>Nothing yet.</Trans>
        </p>
      }
    />
  )
}
