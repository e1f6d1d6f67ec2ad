import { Trans, useLingui } from '@lingui/react/macro'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import type { components } from '~/api/gen/crm'
import { Button } from '~/kit/button'
import { Card, CardHead } from '~/kit/page'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { duplicateSets, timeline } from '../resources'
import { differing, type Row } from './differing'
import { type DuplicateSet, RECORDS } from './kinds'

const PLURALS = { contact: 'contacts', company: 'companies', lead: 'leads' } as const

interface CompareProps {
  set: DuplicateSet
  records: Row[]
}

/** Which record stays, whose values it takes, and what would move to it. */
export function Compare({ set, records }: CompareProps) {
  const { t } = useLingui()
  const { can } = useAccess()
  const navigate = useNavigate()
  const [survivor, setSurvivor] = useState(records[0]?.id ?? '')
  const [choices, setChoices] = useState<Record<string, string>>({})
  const plural = PLURALS[set.kind]
  const body = { survivor_id: survivor, field_choices: choices }
  const call = { params: { path: { record_id: survivor } } }
  const tried = useAct(async () => {
    const how = {
      ids: records.map(({ id }) => id).filter((id) => id !== survivor),
      field_choices: choices,
      dry_run: true,
    }
    if (set.kind === 'contact')
      return (await data(crm.POST('/api/v1/crm/contacts/{record_id}/merge', { ...call, body: how })))
        .relations
    if (set.kind === 'company')
      return (await data(crm.POST('/api/v1/crm/companies/{record_id}/merge', { ...call, body: how })))
        .relations
    return (await data(crm.POST('/api/v1/crm/leads/{record_id}/merge', { ...call, body: how }))).relations
  })
  const merge = useAct(
    async () => {
      const params = { params: { path: { set_id: set.id } } }
      await data(crm.POST('/api/v1/crm/duplicate-sets/{set_id}/merge', { ...params, body }))
      say(t`They are one now.`)
      await navigate(`/crm/${plural}/${survivor}`)
    },
    duplicateSets,
    RECORDS[set.kind],
    timeline,
  )
  const change = (next: () => void) => {
    tried.reset()
    next()
  }
  return (
    <Card>
      <CardHead title={<Trans>Side by side</Trans>} />
      <div className="overflow-x-auto">
        <table aria-label={t`Side by side`} className="w-full text-start text-sm">
          <thead className="border-b border-line">
            <tr>
              <th scope="col" className="px-4 text-start text-xs font-medium text-muted">
                <Trans>Field</Trans>
              </th>
              {records.map((record) => (
                <th key={record.id} scope="col" className="p-2 text-start font-medium">
                  <label className="flex min-h-11 items-center gap-2">
                    <input
                      type="radio"
                      name="survivor"
                      className="size-5 accent-graphic"
                      checked={survivor === record.id}
                      onChange={() => change(() => setSurvivor(record.id))}
                    />
                    <span>
                      {String(record.name ?? '')} {survivor === record.id && <Trans>(stays)</Trans>}
                    </span>
                  </label>
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {differing(records).map(({ name, texts, chosen }) => (
              <tr key={name} className="border-b border-line last:border-0">
                <th scope="row" className="px-4 text-start text-xs font-medium text-muted">
                  {name.replaceAll('_', ' ')}
                </th>
                {records.map((record, index) => (
                  <td key={record.id} className="max-w-64 p-2 break-words">
                    {chosen ? (
                      <label className="flex min-h-11 items-center gap-2">
                        <input
                          type="radio"
                          name={name}
                          className="size-5 accent-graphic"
                          checked={(choices[name] ?? survivor) === record.id}
                          onChange={() => change(() => setChoices({ ...choices, [name]: record.id }))}
                        />
                        <span dir="auto">{texts[index] || '–'}</span>
                      </label>
                    ) : (
                      <span dir="auto">{texts[index] || '–'}</span>
                    )}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <div className="space-y-4 border-t border-line p-4">
        {tried.data && <Moves relations={tried.data} />}
        {can(`crm.${plural}:write`) && (
          <div className="flex justify-end gap-2">
            <Button pending={tried.isPending} onClick={() => tried.mutate()}>
              <Trans>Try it</Trans>
            </Button>
            <Button
              look="primary"
              disabled={!tried.data}
              pending={merge.isPending}
              onClick={() => merge.mutate()}
            >
              <Trans>Merge</Trans>
            </Button>
          </div>
        )}
      </div>
    </Card>
  )
}

function Moves({ relations }: { relations: Record<string, components['schemas']['Moved']> }) {
  const moves = Object.entries(relations).filter(([, { moved, absorbed }]) => moved + absorbed > 0)
  return (
    <div role="status" className="text-sm">
      <p>
        <Trans>The record that stays takes its gaps from the others, and gets what belongs to them:</Trans>
      </p>
      {moves.length === 0 && (
        <p className="text-muted">
          <Trans>Nothing belongs to them.</Trans>
        </p>
      )}
      <ul className="mt-1 text-muted">
        {moves.map(([name, { moved, absorbed }]) => (
          <li key={name}>
            {name.replaceAll('_', ' ')}: {moved + absorbed}
          </li>
        ))}
      </ul>
    </div>
  )
}
