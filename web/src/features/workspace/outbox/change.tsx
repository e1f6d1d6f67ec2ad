import { Trans, useLingui } from '@lingui/react/macro'
import { Problem } from '~/api/problem'
import { Ago, Badge, type Tone } from '~/kit/bits'
import { Button } from '~/kit/button'
import { Duplicates } from '~/kit/duplicates'
import { sentence } from '~/kit/refusals'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { type Decision, decide } from '~/offline/drain'
import { put } from '~/offline/outbox'
import { both, type Item } from '~/offline/rules'
import { plainly } from './words'

/** One change that waits, what it says, and what can be done about it. */
export function Change({ item, elsewhere }: { item: Item; elsewhere: boolean }) {
  const { t } = useLingui()
  const states: Record<Item['state'], [Tone, string]> = {
    waiting: ['plain', t`Waits for a connection`],
    old: ['warning', t`Older than a day`],
    conflict: ['danger', t`Changed meanwhile`],
    refused: ['danger', t`Not accepted`],
  }
  const [tone, state] = states[item.state]
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1 border-b border-line px-4 py-3">
        <h2 dir="auto" className="min-w-0 flex-1 truncate text-sm font-semibold">
          {item.title}
        </h2>
        <Badge tone={tone}>{state}</Badge>
        <span className="text-xs text-muted">
          <Ago time={new Date(item.at).toISOString()} />
        </span>
      </div>
      <div className="space-y-4 p-4 text-sm">
        {elsewhere && (
          <p className="text-muted">
            <Trans>It belongs to another of your workspaces.</Trans>
          </p>
        )}
        <Reason item={item} />
        <Fields item={item} />
        <Choices item={item} />
      </div>
    </>
  )
}

function Reason({ item }: { item: Item }) {
  if (item.state === 'old')
    return (
      <p>
        <Trans>It may have arrived at its first try. Look for it before you send it again.</Trans>
      </p>
    )
  if (item.state === 'waiting' || !item.problem) return null
  const problem = new Problem(item.problem.status, item.problem.body)
  if (item.state === 'refused') return <p>{sentence(problem)}</p>
  if (item.method === 'POST') return <Duplicates problem={problem} href={undefined} />
  return (
    <p>
      <Trans>
        Somebody has changed it since you read it. Nothing of theirs is overwritten until you say so.
      </Trans>
    </p>
  )
}

/** Mine, and beside it what others have made of it. */
function Fields({ item: { body, labels, theirs } }: { item: Item }) {
  const names = Object.keys(body).filter((name) => labels[name])
  if (names.length === 0) return null
  return (
    <table className="w-full table-fixed text-start">
      <thead className="text-xs text-muted">
        <tr>
          <th scope="col" className="text-start font-medium">
            <Trans>Field</Trans>
          </th>
          <th scope="col" className="text-start font-medium">
            <Trans>Mine</Trans>
          </th>
          {theirs && (
            <th scope="col" className="text-start font-medium">
              <Trans>Theirs</Trans>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {names.map((name) => (
          <tr key={name} className="align-top">
            <th scope="row" className="py-1 pe-3 text-start font-normal text-muted">
              {labels[name]}
            </th>
            <td dir="auto" className="py-1 pe-3 break-words">
              {plainly(body[name])}
            </td>
            {theirs && (
              <td dir="auto" className="py-1 break-words">
                {plainly(theirs[name])}
              </td>
            )}
          </tr>
        ))}
      </tbody>
    </table>
  )
}

function Choices({ item }: { item: Item }) {
  const { t } = useLingui()
  const act = useAct((decision: Decision) => decide(item, decision))
  const discard = () =>
    act.mutate('theirs', {
      onSuccess: () => say(t`Discarded`, { label: t`Undo`, run: () => void put(item) }),
    })
  const conflict = item.state === 'conflict'
  const twin = conflict && item.method === 'POST'
  const send = { label: conflict ? t`Keep mine` : t`Send again`, run: () => act.mutate('mine') }
  const merge = { label: t`Keep both`, run: () => act.mutate('both') }
  const options = [
    ...(item.state === 'waiting' || twin ? [] : [send]),
    ...(twin || (conflict && both(item)) ? [merge] : []),
    { label: conflict && !twin ? t`Keep theirs` : t`Discard`, run: discard },
  ]
  return (
    <>
      {conflict && !twin && both(item) && (
        <p className="text-muted">
          <Trans>Both: mine where they changed nothing, theirs everywhere else.</Trans>
        </p>
      )}
      <div className="flex flex-wrap justify-end gap-2">
        {options.map(({ label, run }) => (
          <Button key={label} pending={act.isPending} onClick={run}>
            {label}
          </Button>
        ))}
      </div>
    </>
  )
}
