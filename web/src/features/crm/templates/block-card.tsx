import { Trans, useLingui } from '@lingui/react/macro'
import { ArrowDown, ArrowUp, X } from 'lucide-react'
import { IconButton } from '~/kit/button'
import { SelectField, TextArea, TextField } from '~/kit/field'
import type { Block, BlockType } from './blocks'

const NAME = '{{ contact.first_name|default("you") }}'

export function useBlockWords(): Record<BlockType, string> {
  const { t } = useLingui()
  return {
    heading: t`Heading`,
    text: t`Text`,
    button: t`Button`,
    image: t`Picture`,
    divider: t`Line`,
    footer: t`Footer`,
  }
}

interface BlockCardProps {
  block: Block
  /** What the server says of it, by the name of the field. */
  errors: Record<string, string>
  onChange: (block: Block) => void
  onMove: (by: number) => void
  onRemove: () => void
}

/** One block with its fields. */
export function BlockCard({ block, errors, onChange, onMove, onRemove }: BlockCardProps) {
  const { t } = useLingui()
  const words = useBlockWords()
  const name = words[block.type]
  return (
    <li className="rounded-lg border border-line p-3">
      <div className="-mt-1 flex items-center">
        <h3 className="flex-1 text-sm font-semibold">{name}</h3>
        <IconButton label={t`Move ${name} up`} onClick={() => onMove(-1)}>
          <ArrowUp aria-hidden className="size-4" />
        </IconButton>
        <IconButton label={t`Move ${name} down`} onClick={() => onMove(1)}>
          <ArrowDown aria-hidden className="size-4" />
        </IconButton>
        <IconButton label={t`Remove ${name}`} onClick={onRemove}>
          <X aria-hidden className="size-4" />
        </IconButton>
      </div>
      <Fields block={block} errors={errors} onChange={onChange} />
    </li>
  )
}

function Fields({ block, errors, onChange }: Pick<BlockCardProps, 'block' | 'errors' | 'onChange'>) {
  const { t } = useLingui()
  const put = (change: Partial<Block>) => onChange({ ...block, ...change } as Block)
  const input = (name: string, label: string, value: string) => (
    <TextField
      label={label}
      value={value}
      error={errors[name]}
      dir="auto"
      onChange={({ target }) => put({ [name]: target.value })}
    />
  )
  switch (block.type) {
    case 'heading':
      return (
        <div className="grid gap-3 sm:grid-cols-[1fr_7rem]">
          {input('text', t`Words`, block.text)}
          <SelectField
            label={t`Size`}
            value={block.level}
            onChange={({ target }) => put({ level: Number(target.value) })}
          >
            <option value={1}>{t`Large`}</option>
            <option value={2}>{t`Medium`}</option>
            <option value={3}>{t`Small`}</option>
          </SelectField>
        </div>
      )
    case 'text':
      return (
        <TextArea
          label={t`Text`}
          hint={t`Markdown. Call people by their name with ${NAME}.`}
          value={block.text}
          error={errors.text}
          dir="auto"
          onChange={({ target }) => put({ text: target.value })}
        />
      )
    case 'button':
      return (
        <div className="grid gap-3 sm:grid-cols-2">
          {input('label', t`Label`, block.label)}
          {input('url', t`Leads to`, block.url)}
        </div>
      )
    case 'image':
      return (
        <div className="grid gap-3 sm:grid-cols-2">
          {input('url', t`Address of the picture`, block.url)}
          {input('alt', t`What it shows`, block.alt)}
          <TextField
            label={t`Width in pixels`}
            type="number"
            value={block.width}
            error={errors.width}
            onChange={({ target }) => put({ width: Number(target.value) })}
          />
        </div>
      )
    case 'divider':
      return null
    case 'footer':
      return (
        <>
          <p className="mb-3 text-xs text-muted">
            <Trans>Shows your postal address, and the ways out that marketing mail must have.</Trans>
          </p>
          <div className="grid gap-3 sm:grid-cols-2">
            {input('unsubscribe', t`Unsubscribe`, block.unsubscribe ?? '')}
            {input('preferences', t`Preferences`, block.preferences ?? '')}
          </div>
        </>
      )
  }
}
