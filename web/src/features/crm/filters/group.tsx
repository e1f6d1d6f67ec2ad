import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { Plus, X } from 'lucide-react'
import { Button, IconButton } from '~/kit/button'
import { BARE } from '~/kit/field'
import { Failure, Skeleton } from '~/kit/states'
import { fieldsQuery } from './catalogue'
import { ConditionRow } from './condition'
import { condition, DEEPEST, type Field, type Group, group, isGroup, JOINS, type Join } from './tree'
import { useFilterWords } from './words'

/** Builds a filter over contacts of what the server can ask about them. */
export function FilterBuilder({ tree, onChange }: { tree: Group; onChange: (tree: Group) => void }) {
  const fields = useQuery(fieldsQuery())
  if (fields.isPending) return <Skeleton rows={2} />
  if (fields.isError && !fields.data) return <Failure error={fields.error} onRetry={() => fields.refetch()} />
  return <GroupBox fields={fields.data} tree={tree} depth={1} onChange={onChange} />
}

interface GroupBoxProps {
  fields: Field[]
  tree: Group
  depth: number
  onChange: (tree: Group) => void
  onRemove?: () => void
}

function GroupBox({ fields, tree, depth, onChange, onRemove }: GroupBoxProps) {
  const { t } = useLingui()
  const { joins } = useFilterWords()
  const put = (index: number, part: Group['parts'][number]) =>
    onChange({ ...tree, parts: tree.parts.map((old, at) => (at === index ? part : old)) })
  const drop = (index: number) => onChange({ ...tree, parts: tree.parts.filter((_, at) => at !== index) })
  const add = (part: Group['parts'][number]) => onChange({ ...tree, parts: [...tree.parts, part] })
  return (
    <fieldset className="min-w-0 space-y-3 rounded-lg border border-line p-3">
      <legend className="sr-only">{joins[tree.join]}</legend>
      <div className="flex items-center gap-2">
        <select
          aria-label={t`How they combine`}
          value={tree.join}
          onChange={(event) => onChange({ ...tree, join: event.target.value as Join })}
          className={BARE}
        >
          {JOINS.map((join) => (
            <option key={join} value={join}>
              {joins[join]}
            </option>
          ))}
        </select>
        {onRemove && (
          <IconButton label={t`Remove the group`} onClick={onRemove} className="ms-auto">
            <X aria-hidden className="size-4" />
          </IconButton>
        )}
      </div>
      {tree.parts.map((part, index) =>
        isGroup(part) ? (
          <GroupBox
            key={part.key}
            fields={fields}
            tree={part}
            depth={depth + 1}
            onChange={(next) => put(index, next)}
            onRemove={() => drop(index)}
          />
        ) : (
          <ConditionRow
            key={part.key}
            fields={fields}
            condition={part}
            onChange={(next) => put(index, next)}
            onRemove={() => drop(index)}
          />
        ),
      )}
      <div className="flex flex-wrap gap-2">
        <Button onClick={() => add(condition())}>
          <Plus aria-hidden className="size-4" />
          <Trans>Add condition</Trans>
        </Button>
        {depth < DEEPEST && (
          <Button look="ghost" onClick={() => add(group('any', [condition()]))}>
            <Trans>Add group</Trans>
          </Button>
        )}
      </div>
    </fieldset>
  )
}
