import { useLingui } from '@lingui/react/macro'
import { Plus } from 'lucide-react'
import { useState } from 'react'
import { useAccess } from '~/api/access'
import { isProblem } from '~/api/problem'
import { useWrites } from '~/api/queries'
import { Button } from '~/kit/button'
import { TextArea } from '~/kit/field'
import { SavedCard } from '~/kit/saved-card'
import { say, warn } from '~/kit/toast'
import { useErrorWords } from '~/kit/use-error-words'
import { moved } from '~/lib/moved'
import { type Template, templates } from '../resources'
import { BlockCard, useBlockWords } from './block-card'
import { added, type Placed, place, TYPES } from './blocks'
import { useTemplateWords } from './fields'

const SOURCE_ROWS = 20

/** The words of a template: as blocks, or as the source of its language. Every save is a version. */
export function Designer({ template }: { template: Template }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const wordsOf = useErrorWords()
  const { update } = useWrites(templates)
  const { editors } = useTemplateWords()
  const [began, setBegan] = useState(template)
  const [blocks, setBlocks] = useState(() => blocksOf(template))
  const [body, setBody] = useState(template.body ?? '')
  const [text, setText] = useState(template.text ?? '')
  const [errors, setErrors] = useState<Record<string, string>>({})
  const written = template.editor === 'block' ? { blocks: blocks.map(({ block }) => block) } : { body }
  const change = { ...written, text: text.trim() ? text : null }
  const before = template.editor === 'block' ? { blocks: began.blocks ?? [] } : { body: began.body ?? '' }
  const dirty = JSON.stringify(change) !== JSON.stringify({ ...before, text: began.text })
  if (template.version !== began.version && !dirty) {
    setBegan(template)
    setBlocks(blocksOf(template))
    setBody(template.body ?? '')
    setText(template.text ?? '')
  }
  const writer = can('crm.mail_templates:write')
  const save = async () => {
    setErrors({})
    try {
      const saved = await update.mutateAsync({ row: began, body: change })
      setBegan(saved)
      // What was typed while the answer was on its way stays.
      setBlocks((now) => (now === blocks ? blocksOf(saved, blocks) : now))
      setBody((now) => (now === body ? (saved.body ?? '') : now))
      setText((now) => (now === text ? (saved.text ?? '') : now))
      say(t`Saved`)
    } catch (error) {
      if (isProblem(error) && error.errors.length > 0)
        setErrors(Object.fromEntries(error.errors.map((one) => [one.pointer, wordsOf(one)])))
      else if (isProblem(error) && error.status === 412)
        warn(t`Somebody has saved another version meanwhile. Reload the page to go on from theirs.`)
      else warn(error instanceof Error ? error.message : String(error))
    }
  }
  return (
    <SavedCard
      title={editors[template.editor]}
      dirty={dirty}
      pending={update.isPending}
      writer={writer}
      onSave={save}
    >
      <fieldset disabled={!writer} className="min-w-0 space-y-4 p-4">
        {template.editor === 'block' ? (
          <Blocks blocks={blocks} errors={errors} onChange={setBlocks} />
        ) : (
          <TextArea
            label={t`Source`}
            rows={SOURCE_ROWS}
            value={body}
            error={errors['/body']}
            spellCheck={false}
            dir="auto"
            onChange={({ target }) => setBody(target.value)}
          />
        )}
        <TextArea
          label={t`Text alternative`}
          hint={t`For programs that show no HTML. Left empty, it is made from the mail itself.`}
          value={text}
          error={errors['/text']}
          dir="auto"
          onChange={({ target }) => setText(target.value)}
        />
        <Rest errors={errors} />
      </fieldset>
    </SavedCard>
  )
}

/** The blocks of a stored template; those that are shown already keep their keys. */
function blocksOf({ blocks }: Template, shown: Placed[] = []): Placed[] {
  return (blocks ?? []).map((block, index) => ({
    ...place(block),
    ...(shown[index] && { key: shown[index].key }),
  }))
}

/** What the server says of nothing that is shown here. */
function Rest({ errors }: { errors: Record<string, string> }) {
  const rest = Object.entries(errors).filter(
    ([pointer]) => !['/body', '/text'].includes(pointer) && !pointer.startsWith('/blocks/'),
  )
  return rest.map(([pointer, message]) => (
    <p key={pointer} role="alert" className="text-sm text-danger">
      {message}
    </p>
  ))
}

interface BlocksProps {
  blocks: Placed[]
  errors: Record<string, string>
  onChange: (blocks: Placed[]) => void
}

function Blocks({ blocks, errors, onChange }: BlocksProps) {
  const words = useBlockWords()
  return (
    <>
      <ol className="space-y-3">
        {blocks.map(({ key, block }, index) => (
          <BlockCard
            key={key}
            block={block}
            errors={errorsAt(errors, index)}
            onChange={(next) => onChange(blocks.map((one) => (one.key === key ? { key, block: next } : one)))}
            onMove={(by) => onChange(moved(blocks, index, by))}
            onRemove={() => onChange(blocks.filter((one) => one.key !== key))}
          />
        ))}
      </ol>
      <div className="flex flex-wrap gap-2">
        {TYPES.map((type) => (
          <Button key={type} onClick={() => onChange(added(blocks, type))}>
            <Plus aria-hidden className="size-4" />
            {words[type]}
          </Button>
        ))}
      </div>
    </>
  )
}

/** Of `/blocks/2/text/url`, what is about the third block, by its last part. */
function errorsAt(errors: Record<string, string>, index: number): Record<string, string> {
  return Object.fromEntries(
    Object.entries(errors)
      .filter(([pointer]) => pointer.startsWith(`/blocks/${index}/`))
      .map(([pointer, message]) => [pointer.split('/').at(-1) ?? '', message]),
  )
}
