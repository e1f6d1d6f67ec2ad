import { Trans } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { ComboBox, Input, Label, ListBox, ListBoxItem, Popover } from 'react-aria-components'
import { cx } from '~/lib/cx'
import { CONTROL } from './field'

export interface Choice {
  id: string
  name: string
  detail?: string | null
}

/** How records of a kind are found by words and called by their id. */
export interface Picker {
  key: readonly unknown[]
  search(words: string): Promise<Choice[]>
  name(id: string): Promise<string>
}

interface RecordPickerProps {
  label: ReactNode
  picker: Picker
  value: string | null
  onChange: (id: string | null) => void
  error?: string | undefined
  required?: boolean | undefined
}

/** A field whose value is another record; typing searches on the server. */
export function RecordPicker({ label, picker, value, onChange, error, required }: RecordPickerProps) {
  const [words, setWords] = useState<string | null>(null)
  const name = useQuery({
    queryKey: [...picker.key, 'name', value],
    queryFn: () => picker.name(value as string),
    enabled: value !== null,
  })
  const found = useQuery({
    queryKey: [...picker.key, 'choices', words ?? ''],
    queryFn: () => picker.search(words ?? ''),
    placeholderData: (before) => before,
  })
  const chosen =
    value === null ? '' : (found.data?.find((choice) => choice.id === value)?.name ?? name.data ?? '')
  return (
    <ComboBox
      className="min-w-0"
      items={found.data ?? []}
      inputValue={words ?? chosen}
      selectedKey={value}
      allowsEmptyCollection
      menuTrigger="focus"
      isInvalid={error !== undefined}
      onInputChange={(text) => {
        if (text === chosen) return
        setWords(text)
        if (text === '' && value !== null) onChange(null)
      }}
      onSelectionChange={(key) => {
        setWords(null)
        if (key !== null) onChange(String(key))
      }}
      onBlur={() => setWords(null)}
    >
      <Label className="mb-1.5 flex items-baseline justify-between gap-2 text-sm font-medium">
        <span>{label}</span>
        {required && (
          <span className="text-xs font-normal text-muted">
            <Trans>required</Trans>
          </span>
        )}
      </Label>
      <Input className={CONTROL} />
      {error && <p className="mt-1.5 text-xs text-danger">{error}</p>}
      <Popover className="fade-in z-50 w-(--trigger-width) rounded-xl border border-line bg-raised p-1 shadow-lg">
        <ListBox<Choice>
          className="max-h-64 overflow-y-auto outline-none"
          renderEmptyState={() => (
            <p className="px-3 py-2.5 text-sm text-muted">
              {found.isFetching ? <Trans>Searching…</Trans> : <Trans>Nothing found</Trans>}
            </p>
          )}
        >
          {(choice) => (
            <ListBoxItem
              textValue={choice.name}
              className={cx(
                'flex min-h-11 cursor-pointer flex-col justify-center rounded-lg px-3 text-sm outline-none focus:bg-hover',
              )}
            >
              <span className="truncate">{choice.name}</span>
              {choice.detail && <span className="truncate text-xs text-muted">{choice.detail}</span>}
            </ListBoxItem>
          )}
        </ListBox>
      </Popover>
    </ComboBox>
  )
}
