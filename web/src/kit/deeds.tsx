import { useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { refetch } from '~/api/queries'
import { Button, type Look } from './button'
import { RecordForm } from './form'
import type { FieldSpec } from './form-spec'
import { type Action, Sheet } from './overlay'
import { say, warn } from './toast'

/** Something that is done with a record besides editing it. */
export interface Deed<Body = Record<string, unknown>> {
  id: string
  label: string
  look?: Look
  /** What happens, said before it does. */
  text?: ReactNode
  /** What it has to be told; without fields and text one press does it. */
  fields?: FieldSpec<Body>[]
  /** What the fields show at first; only what differs is sent. */
  row?: object
  /** What is said when it is done. */
  done: string
  run: (body: Body, key: string) => Promise<unknown>
}

/** `Deed` for a list of deeds with bodies of their own. */
export function deed<Body>(one: Deed<Body>): Deed {
  return one as unknown as Deed
}

type Changes = { key(): readonly unknown[] }[]

/** Does deeds and asks for what they need; refusals come to the fields they are about. `changes`: what shows
 * something else afterwards. */
export function useDeeds(changes: Changes) {
  const { t } = useLingui()
  const client = useQueryClient()
  const [open, setOpen] = useState<Deed | null>(null)
  const [pending, setPending] = useState('')
  const finish = async (one: Deed, body: Record<string, unknown>, key: string) => {
    await one.run(body, key)
    await refetch(client, ...changes)
    say(one.done)
    setOpen(null)
  }
  const press = async (one: Deed) => {
    if (one.fields || one.text) return setOpen(one)
    setPending(one.id)
    try {
      await finish(one, {}, crypto.randomUUID())
    } catch (error) {
      warn(error instanceof Error ? error.message : t`That did not work.`)
    }
    setPending('')
  }
  return {
    pending,
    press,
    /** The same in the menu of a row. */
    actions: (deeds: Offered): Action[] =>
      deeds.filter(isDeed).map((one) => ({
        id: one.id,
        label: one.label,
        danger: one.look === 'danger',
        run: () => press(one),
      })),
    dialog: (
      <Sheet title={open?.label ?? ''} open={open !== null} onClose={() => setOpen(null)}>
        {open && (
          <>
            {open.text && <div className="mb-5 text-sm text-muted">{open.text}</div>}
            <RecordForm
              fields={open.fields ?? []}
              row={open.row}
              submit={open.label}
              onCancel={() => setOpen(null)}
              onSave={(body, key) => finish(open, body, key)}
            />
          </>
        )}
      </Sheet>
    ),
  }
}

/** Deeds that are not there for this person or this state are left out. */
type Offered = (Deed | false | undefined)[]

const isDeed = (one: Deed | false | undefined): one is Deed => Boolean(one)

/** Buttons of what can be done with a record. */
export function Deeds({ deeds, changes }: { deeds: Offered; changes: Changes }) {
  const { pending, press, dialog } = useDeeds(changes)
  return (
    <>
      {deeds.filter(isDeed).map((one) => (
        <Button key={one.id} look={one.look} pending={pending === one.id} onClick={() => press(one)}>
          {one.label}
        </Button>
      ))}
      {dialog}
    </>
  )
}
