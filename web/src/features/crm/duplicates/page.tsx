import { Trans, useLingui } from '@lingui/react/macro'
import { Copy } from 'lucide-react'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { Ago } from '~/kit/bits'
import { Button } from '~/kit/button'
import { List } from '~/kit/list'
import { Page } from '~/kit/page'
import { State } from '~/kit/states'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { AudienceTabs } from '../areas'
import { duplicateSets } from '../resources'
import { useDuplicateWords } from './kinds'

/** Stored records that look the same. */
export default function DuplicateSets() {
  const { t } = useLingui()
  const { can } = useAccess()
  const { kinds, reasons } = useDuplicateWords()
  const scan = useAct(async () => {
    await data(crm.POST('/api/v1/crm/duplicate-sets/scan', { body: {} }))
    say(t`The search goes on in the background. What it finds appears here.`)
  }, duplicateSets)
  const search = can('crm.duplicate_sets:write') && (
    <Button pending={scan.isPending} onClick={() => scan.mutate()}>
      <Trans>Look for duplicates</Trans>
    </Button>
  )
  const options = (words: Record<string, string>) =>
    Object.entries(words).map(([value, label]) => ({ value, label }))
  return (
    <Page title={t`Duplicates`} tabs={<AudienceTabs />} actions={search}>
      <List
        label={t`Duplicates`}
        resource={duplicateSets}
        defaults={{ status: 'open' }}
        href={({ id }) => `/crm/duplicates/${id}`}
        columns={[
          { label: t`Records`, render: (row) => row.records.map(({ name }) => name).join(', ') },
          { label: t`Kind`, render: (row) => kinds[row.kind] },
          { label: t`Why`, render: (row) => reasons[row.reason] },
          { label: t`Found`, render: (row) => <Ago time={row.created_at} /> },
        ]}
        filters={[
          { name: 'kind', label: t`Any kind`, options: options(kinds) },
          {
            name: 'status',
            label: t`Open`,
            options: [{ value: 'dismissed', label: t`Said not to be the same` }],
          },
        ]}
        empty={
          <State icon={Copy} title={<Trans>No duplicates</Trans>} actions={search}>
            <Trans>Records that look the same are looked for once a week, and whenever you like.</Trans>
          </State>
        }
      />
    </Page>
  )
}
