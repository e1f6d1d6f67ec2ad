import { Trans, useLingui } from '@lingui/react/macro'
import { FileUp } from 'lucide-react'
import { useSearchParams } from 'react-router'
import { useAccess } from '~/api/access'
import { resource } from '~/api/resource'
import { Ago } from '~/kit/bits'
import { ButtonLink } from '~/kit/button'
import { BARE } from '~/kit/field'
import { List } from '~/kit/list'
import { Page } from '~/kit/page'
import { State } from '~/kit/states'
import { AudienceTabs } from '../areas'
import { at, KINDS, kindOf, useImportWords } from './kinds'

/** Every import of a kind, to look into or to take back. */
export default function ImportList() {
  const { t } = useLingui()
  const { can, has } = useAccess()
  const [search, setSearch] = useSearchParams()
  const { kinds, states } = useImportWords()
  const kind = kindOf(search.get('of'))
  const bring = can(`crm.${kind}:write`) && (
    <ButtonLink look="primary" to={`/crm/${kind}/import`}>
      <Trans>Import</Trans>
    </ButtonLink>
  )
  return (
    <Page
      title={t`Imports`}
      tabs={<AudienceTabs />}
      actions={
        <>
          <select
            aria-label={t`Kind of record`}
            value={kind}
            onChange={({ target }) => setSearch({ of: target.value }, { replace: true })}
            className={BARE}
          >
            {KINDS.filter((one) => one !== 'deals' || has('crm.deals')).map((one) => (
              <option key={one} value={one}>
                {kinds[one]}
              </option>
            ))}
          </select>
          {bring}
        </>
      }
    >
      <List
        key={kind}
        label={t`Imports`}
        resource={resource(at(kind, ''))}
        href={({ id }) => `/crm/${kind}/import?id=${id}`}
        columns={[
          { label: t`File`, render: (row) => row.file_name },
          { label: t`State`, render: (row) => states[row.state] },
          { label: t`Rows`, render: (row) => row.rows, className: 'tabular-nums' },
          { label: t`Created`, render: (row) => row.created, className: 'tabular-nums' },
          { label: t`Updated`, render: (row) => row.updated, className: 'tabular-nums' },
          { label: t`Failed`, render: (row) => row.failed, className: 'tabular-nums' },
          { label: t`When`, render: (row) => <Ago time={row.created_at} /> },
        ]}
        empty={
          <State icon={FileUp} title={<Trans>Nothing was imported yet</Trans>} actions={bring}>
            <Trans>Bring a CSV file: you see what would happen before it does, and can take it back.</Trans>
          </State>
        }
      />
    </Page>
  )
}
