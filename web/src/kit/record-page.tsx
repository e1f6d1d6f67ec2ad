import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ArrowLeft } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Link, useNavigate, useParams } from 'react-router'
import { useAccess } from '~/api/access'
import { oneOf, useWrites } from '~/api/queries'
import type { Resource, Stored } from '~/api/resource'
import { Button } from './button'
import { EditForm } from './edit-form'
import type { FieldSpec } from './form-spec'
import { Sheet } from './overlay'
import { Card, CardHead, Page } from './page'
import { Failure, Skeleton } from './states'
import { say, warn } from './toast'

interface RecordPageProps<Row, New, Change> {
  resource: Resource<Row, New, Change>
  permission: string
  back: { to: string; label: string }
  title: (row: Row) => string
  subtitle?: (row: Row) => ReactNode
  /** What can be edited; without any there is no button for it. */
  fields: FieldSpec<Change>[]
  /** Its deletion is no button of this page: it ends otherwise, or never. */
  permanent?: boolean
  facts: (row: Row) => [label: string, value: ReactNode][]
  actions?: (row: Row) => ReactNode
  /** What lies under the facts, and beside them on wide screens. */
  side?: (row: Row) => ReactNode
  children: (row: Row) => ReactNode
}

/** One record: its facts at the start, what happened with it beside them. */
export function RecordPage<Row extends Stored, New, Change>(props: RecordPageProps<Row, New, Change>) {
  const { resource, back } = props
  const { id = '' } = useParams()
  const query = useQuery(oneOf(resource, id))
  if (query.isPending) return <Skeleton />
  if (query.isError && !query.data) return <Failure error={query.error} onRetry={() => query.refetch()} />
  return (
    <>
      <Link
        to={back.to}
        className="mx-auto -mb-4 flex min-h-11 max-w-7xl items-center gap-1.5 px-4 pt-4 text-sm text-muted hover:text-ink md:px-8"
      >
        <ArrowLeft aria-hidden className="size-4 rtl:-scale-x-100" />
        {back.label}
      </Link>
      <Shown {...props} row={query.data as Row} reload={query.refetch} />
    </>
  )
}

const isEmpty = (value: ReactNode) =>
  value === null ||
  value === undefined ||
  value === '' ||
  value === false ||
  (Array.isArray(value) && value.length === 0)

type ShownProps<Row, New, Change> = RecordPageProps<Row, New, Change> & {
  row: Row
  reload: () => Promise<unknown>
}

function Shown<Row extends Stored, New, Change>(props: ShownProps<Row, New, Change>) {
  const {
    resource,
    permission,
    back,
    title,
    subtitle,
    fields,
    permanent,
    facts,
    actions,
    side,
    children,
    row,
  } = props
  const { t } = useLingui()
  const { can } = useAccess()
  const navigate = useNavigate()
  const { remove, restore } = useWrites(resource)
  const [editing, setEditing] = useState(false)
  const drop = async () => {
    try {
      await remove.mutateAsync(row.id)
      await navigate(back.to)
      say(t`Deleted`, {
        label: t`Undo`,
        run: () => restore.mutate(row.id, { onError: (error) => warn(error.message) }),
      })
    } catch (error) {
      warn(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <Page
      title={title(row)}
      description={subtitle?.(row)}
      actions={
        <>
          {actions?.(row)}
          {fields.length > 0 && can(`${permission}:write`) && (
            <Button onClick={() => setEditing(true)}>
              <Trans>Edit</Trans>
            </Button>
          )}
          {!permanent && can(`${permission}:delete`) && (
            <Button look="danger" pending={remove.isPending} onClick={drop}>
              <Trans>Delete</Trans>
            </Button>
          )}
        </>
      }
    >
      <div className="grid grid-cols-1 items-start gap-6 lg:grid-cols-[22rem_minmax(0,1fr)]">
        <div className="space-y-6">
          <Card>
            <CardHead title={<Trans>Details</Trans>} />
            <dl className="space-y-4 p-4 text-sm">
              {facts(row)
                .filter(([, value]) => !isEmpty(value))
                .map(([label, value]) => (
                  <div key={label}>
                    <dt className="text-xs text-muted">{label}</dt>
                    <dd dir="auto" className="mt-0.5 min-w-0 break-words">
                      {value}
                    </dd>
                  </div>
                ))}
            </dl>
          </Card>
          {side?.(row)}
        </div>
        <div className="min-w-0 space-y-6">{children(row)}</div>
      </div>
      <Sheet title={t`Edit`} open={editing} onClose={() => setEditing(false)}>
        <EditForm {...props} onDone={() => setEditing(false)} />
      </Sheet>
    </Page>
  )
}
