import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import type { LucideIcon } from 'lucide-react'
import { type ReactNode, useRef, useState } from 'react'
import { useNavigate, useSearchParams } from 'react-router'
import { useAccess } from '~/api/access'
import { isProblem } from '~/api/problem'
import { refetch, useWrites } from '~/api/queries'
import type { Params, Resource, Stored } from '~/api/resource'
import { Button } from './button'
import { Duplicates } from './duplicates'
import { EditForm } from './edit-form'
import { RecordForm } from './form'
import { type FieldSpec, labelsOf } from './form-spec'
import { type Column, type Filter, List } from './list'
import { type Action, Ask, Sheet } from './overlay'
import { Page } from './page'
import { State } from './states'
import { say, warn } from './toast'

export interface ResourcePageProps<Row, New, Change> {
  title: string
  resource: Resource<Row, New, Change>
  /** `service.noun` of its permissions. */
  permission: string
  columns: Column<Row>[]
  filters?: Filter[]
  searchable?: boolean
  defaults?: Params
  /** Address of a record; the list leads there, and so does creating one. */
  href?: (row: Row) => string
  /** What a new record is asked for; without any, records are not made here. */
  fields?: FieldSpec<New>[]
  /** What can be changed in the list, where records have no page of their own. */
  edit?: FieldSpec<Change>[]
  /** What is typed here is not kept on the device until it is saved, for some of it is secret. */
  secret?: boolean
  /** Records are not deleted, or not here. */
  permanent?: boolean
  /** Who has the right takes the list along as a file. */
  exported?: boolean
  /** What a new record gets besides what is typed. */
  fixed?: Partial<New>
  words: Partial<Record<'create' | 'created' | 'deleted', string>>
  empty: { icon: LucideIcon; title: string; text: string; actions?: ReactNode }
  actions?: (row: Row) => Action[]
  /** Beside the main button. */
  more?: ReactNode
  /** Another view of the same records, such as a board, in place of the list. */
  view?: ReactNode
  /** Of records that cannot be brought back: what deleting one means. It is asked before. */
  final?: string
  /** Other pages of its area. */
  tabs?: ReactNode
  /** Dialogs of what else is done with a record. */
  children?: ReactNode
}

/** List, search, create, delete and undo of a resource: a page of its own is this and what is special about it. */
export function ResourcePage<Row extends Stored, New, Change>(props: ResourcePageProps<Row, New, Change>) {
  const {
    title,
    resource,
    permission,
    fields,
    edit,
    permanent,
    words,
    empty,
    actions,
    href,
    more,
    view,
    fixed,
    tabs,
    final,
  } = props
  const { t } = useLingui()
  const { can } = useAccess()
  const [search, setSearch] = useSearchParams()
  const navigate = useNavigate()
  const client = useQueryClient()
  const { create, remove, restore } = useWrites(resource)
  const twin = useRef(false)
  const open = search.has('new')
  const [edited, setEdited] = useState<Row | null>(null)
  const toggle = (on: boolean) =>
    setSearch((before) => {
      if (on) before.set('new', '1')
      else before.delete('new')
      return before
    })
  const [dropped, setDropped] = useState<Row | null>(null)
  const drop = async (row: Row) => {
    setDropped(null)
    const deleted = words.deleted ?? t`Deleted`
    try {
      await remove.mutateAsync(row.id)
      if (final) return say(deleted)
      say(deleted, {
        label: t`Undo`,
        run: () => restore.mutate(row.id, { onError: (error) => warn(error.message) }),
      })
    } catch (error) {
      warn(error instanceof Error ? error.message : String(error))
    }
  }
  const rowActions = (row: Row): Action[] => [
    ...(edit && can(`${permission}:write`)
      ? [{ id: 'edit', label: t`Edit`, run: () => setEdited(row) }]
      : []),
    ...(actions?.(row) ?? []),
    ...(!permanent && can(`${permission}:delete`)
      ? [{ id: 'delete', label: t`Delete`, danger: true, run: () => (final ? setDropped(row) : drop(row)) }]
      : []),
  ]
  const button = fields && can(`${permission}:write`) && (
    <Button look="primary" onClick={() => toggle(true)}>
      {words.create}
    </Button>
  )
  return (
    <Page
      title={title}
      tabs={tabs}
      actions={
        <>
          {more}
          {button}
        </>
      }
    >
      {view || (
        <List
          {...props}
          label={title}
          exported={props.exported && can(`${permission}:export`)}
          actions={rowActions}
          empty={
            <State
              icon={empty.icon}
              title={empty.title}
              actions={
                <>
                  {button}
                  {empty.actions}
                </>
              }
            >
              {empty.text}
            </State>
          }
        />
      )}
      {props.children}
      <Sheet title={t`Edit`} open={edited !== null} onClose={() => setEdited(null)}>
        {edited && edit && (
          <EditForm
            resource={resource}
            fields={edit}
            row={edited}
            reload={() => refetch(client, resource)}
            onDone={() => setEdited(null)}
          />
        )}
      </Sheet>
      <Sheet title={words.create ?? ''} open={open && Boolean(button)} onClose={() => toggle(false)}>
        <RecordForm
          fields={fields ?? []}
          submit={t`Save`}
          draft={props.secret ? undefined : `${resource.path} new`}
          onCancel={() => toggle(false)}
          onSave={async (body, key) => {
            const allowed = twin.current ? { allow_duplicate: true } : {}
            try {
              const made = await create.mutateAsync({
                body: { ...fixed, ...body, ...allowed } as New,
                key,
                labels: labelsOf(fields ?? []),
              })
              say(words.created ?? t`Saved`)
              if (href) await navigate(href(made))
              else toggle(false)
            } catch (error) {
              twin.current = isProblem(error, 'possible_duplicate')
              throw error
            }
          }}
          refusal={(error) =>
            isProblem(error, 'possible_duplicate') ? (
              <Duplicates problem={error} href={href as ((row: { id: string }) => string) | undefined} />
            ) : isProblem(error, 'plan_limit_reached') ? (
              <Trans>The plan of this workspace has no room for more. {error.message}</Trans>
            ) : null
          }
        />
      </Sheet>
      <Ask
        title={t`Delete this?`}
        open={dropped !== null}
        onClose={() => setDropped(null)}
        action={t`Delete`}
        danger
        onConfirm={() => dropped && drop(dropped)}
      >
        {final}
      </Ask>
    </Page>
  )
}
