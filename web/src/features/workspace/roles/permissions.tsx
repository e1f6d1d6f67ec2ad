import { Trans, useLingui } from '@lingui/react/macro'
import { useAccess } from '~/api/access'
import { PERMISSIONS } from '~/api/gen/permissions'
import { Checkbox } from '~/kit/field'
import { type Area, catalogue } from './rules'

interface PermissionsProps {
  granted: string[]
  /** Without it they are only shown. */
  onChange?: (granted: string[]) => void
  error?: string | undefined
}

const SERVICES = catalogue(PERMISSIONS)

/** Every permission there is, by area; nobody can grant what they do not hold. */
export function Permissions({ granted, onChange, error }: PermissionsProps) {
  const { can } = useAccess()
  const put = (permissions: string[], on: boolean) =>
    onChange?.(
      on
        ? [...new Set([...granted, ...permissions])]
        : granted.filter((permission) => !permissions.includes(permission)),
    )
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">
        <Trans>Permissions</Trans>
      </legend>
      {error && <p className="mb-2 text-xs text-danger">{error}</p>}
      <div className="space-y-2">
        {SERVICES.map(({ name, areas }) => {
          const all = areas.flatMap(names)
          const held = all.filter((permission) => granted.includes(permission)).length
          return (
            <details key={name} className="rounded-lg border border-line">
              <summary className="flex min-h-11 cursor-pointer items-center justify-between gap-2 px-3 text-sm font-medium">
                {words(name)}
                <span className="text-xs font-normal text-muted">
                  <Trans>
                    {held} of {all.length}
                  </Trans>
                </span>
              </summary>
              {areas.map((area) => (
                <AreaRow
                  key={area.name}
                  area={area}
                  granted={granted}
                  may={(permission) => onChange !== undefined && can(permission)}
                  onPut={put}
                />
              ))}
            </details>
          )
        })}
      </div>
    </fieldset>
  )
}

interface AreaRowProps {
  area: Area
  granted: string[]
  may: (permission: string) => boolean
  onPut: (permissions: string[], on: boolean) => void
}

function AreaRow({ area, granted, may, onPut }: AreaRowProps) {
  const { t } = useLingui()
  const noun = words(area.name.split('.')[1] ?? '')
  const mine = names(area).filter(may)
  const full = mine.length > 0 && mine.every((permission) => granted.includes(permission))
  return (
    <fieldset className="border-t border-line px-3 py-1">
      <legend className="sr-only">{noun}</legend>
      <div className="flex flex-wrap items-center gap-x-5">
        <span aria-hidden className="w-full text-xs text-muted sm:w-36">
          {noun}
        </span>
        {area.verbs.length > 1 && mine.length > 0 && (
          <Checkbox
            label={<Trans>All</Trans>}
            aria-label={t`${noun}: everything`}
            checked={full}
            onChange={() => onPut(mine, !full)}
          />
        )}
        {area.verbs.map((verb) => {
          const permission = `${area.name}:${verb}`
          return (
            <Checkbox
              key={verb}
              label={words(verb)}
              aria-label={`${noun}: ${words(verb)}`}
              checked={granted.includes(permission)}
              disabled={!may(permission)}
              onChange={(event) => onPut([permission], event.target.checked)}
            />
          )
        })}
      </div>
    </fieldset>
  )
}

const names = ({ name, verbs }: Area) => verbs.map((verb) => `${name}:${verb}`)

/** A name of the contracts as people read it. */
function words(name: string): string {
  const plain = name.replaceAll('_', ' ')
  return name === 'crm' || name === 'ai' ? name.toUpperCase() : plain.charAt(0).toUpperCase() + plain.slice(1)
}
