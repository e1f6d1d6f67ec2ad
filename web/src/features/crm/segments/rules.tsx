import { Plural, Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { useEffect, useState } from 'react'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { useWrites } from '~/api/queries'
import { SavedCard } from '~/kit/saved-card'
import { say, warn } from '~/kit/toast'
import { fieldsQuery } from '../filters/catalogue'
import { FilterBuilder } from '../filters/group'
import { closed, type Filter, opened } from '../filters/tree'
import { type Segment, segments } from '../resources'

const PAUSE_MS = 400

/** The rules of a segment, with whom they mean as they are changed. */
export function Rules({ segment }: { segment: Segment }) {
  const { t } = useLingui()
  const { can, workspace } = useAccess()
  const { update } = useWrites(segments)
  const [tree, setTree] = useState(() => opened(segment.filter as Filter))
  const fields = useQuery(fieldsQuery()).data ?? []
  const filter = closed(tree, fields, workspace.currency)
  const changed =
    JSON.stringify(filter) !==
    JSON.stringify(closed(opened(segment.filter as Filter), fields, workspace.currency))
  const save = async () => {
    try {
      await update.mutateAsync({ row: segment, body: { filter } })
      say(t`Saved`)
    } catch (error) {
      warn(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <SavedCard
      title={<Trans>Rules</Trans>}
      dirty={changed}
      pending={update.isPending}
      writer={can('crm.segments:write')}
      ready={filter !== null}
      onSave={save}
    >
      <div className="space-y-4 p-4">
        <fieldset disabled={!can('crm.segments:write')} className="min-w-0">
          <FilterBuilder tree={tree} onChange={setTree} />
        </fieldset>
        <Meant filter={filter} />
      </div>
    </SavedCard>
  )
}

/** How many contacts a filter means, asked when the typing pauses. */
function Meant({ filter }: { filter: Filter | null }) {
  const [asked, setAsked] = useState(filter)
  const text = JSON.stringify(filter)
  useEffect(() => {
    const timer = setTimeout(() => setAsked(JSON.parse(text)), PAUSE_MS)
    return () => clearTimeout(timer)
  }, [text])
  const preview = useQuery({
    queryKey: [...segments.key(), 'preview', asked],
    queryFn: ({ signal }) =>
      data(crm.POST('/api/v1/crm/segments/preview', { body: { filter: asked as Filter }, signal })),
    enabled: asked !== null,
    placeholderData: (before) => before,
    retry: false,
  })
  if (filter === null)
    return (
      <p role="status" className="text-sm text-muted">
        <Trans>Fill in every condition to see whom they mean.</Trans>
      </p>
    )
  if (preview.isError)
    return (
      <p role="alert" className="text-sm text-danger">
        {preview.error.message}
      </p>
    )
  const count = preview.data?.count
  const names = preview.data?.items.map(({ name }) => name).join(', ')
  return (
    <p role="status" className="text-sm text-muted">
      <Count count={count} /> {names}
    </p>
  )
}

function Count({ count }: { count: number | undefined }) {
  if (count === undefined) return <Trans>Counting…</Trans>
  return (
    <strong className="text-ink tabular-nums">
      <Plural value={count} one="# contact now." other="# contacts now." />
    </strong>
  )
}
