import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useSearchParams } from 'react-router'
import { crm, data } from '~/api/clients'
import { refetch } from '~/api/queries'
import { workspaceId } from '~/api/workspace'
import { Button, ButtonLink } from '~/kit/button'
import { Card, Page } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'
import { warn } from '~/kit/toast'
import { companies, contacts } from '../resources'
import { FileStep } from './file-step'
import { MapStep } from './map-step'
import { ResultStep } from './result-step'

const LOOK_AGAIN_MS = 700
const BUSY = ['running', 'reverting']

/** Bring contacts along: upload, map the columns, try, apply, and take back if it was wrong. */
export default function Imports() {
  const { t } = useLingui()
  const [search, setSearch] = useSearchParams()
  const client = useQueryClient()
  const id = search.get('id') ?? ''
  const path = { import_id: id }
  const key = [workspaceId(), 'crm', 'imports', id]
  const query = useQuery({
    queryKey: key,
    queryFn: () => data(crm.GET('/api/v1/crm/contacts/imports/{import_id}', { params: { path } })),
    enabled: id !== '',
    refetchInterval: ({ state }) =>
      state.data && (BUSY.includes(state.data.state) || state.data.checking) ? LOOK_AGAIN_MS : false,
  })
  const [seen, setSeen] = useState('')
  const file = query.data
  if (file && file.state !== seen) {
    setSeen(file.state)
    if (file.state === 'completed' || file.state === 'reverted') void refetch(client, contacts, companies)
  }
  const act = useMutation({
    mutationFn: (step: 'start' | 'revert') =>
      step === 'start'
        ? data(crm.POST('/api/v1/crm/contacts/imports/{import_id}/start', { params: { path } }))
        : data(crm.POST('/api/v1/crm/contacts/imports/{import_id}/revert', { params: { path } })),
    onSuccess: (answer) => client.setQueryData(key, answer),
    onError: (error) => warn(error.message),
  })
  return (
    <Page
      title={t`Import contacts`}
      narrow
      actions={
        <>
          {id && (
            <Button onClick={() => setSearch({})}>
              <Trans>Another file</Trans>
            </Button>
          )}
          <ButtonLink to="/crm/contacts">
            <Trans>Contacts</Trans>
          </ButtonLink>
        </>
      }
    >
      <Card className="p-4 md:p-6">
        {!id && <FileStep onUploaded={(made) => setSearch({ id: made })} />}
        {id && query.isPending && <Skeleton />}
        {query.isError && !file && <Failure error={query.error} onRetry={() => query.refetch()} />}
        {file && (file.state === 'uploaded' || file.state === 'mapped') && (
          <MapStep file={file} onMapped={(answer) => client.setQueryData(key, answer)} />
        )}
        {file && !['uploaded', 'mapped'].includes(file.state) && (
          <ResultStep
            file={file}
            pending={act.isPending}
            onStart={() => act.mutate('start')}
            onRevert={() => act.mutate('revert')}
          />
        )}
      </Card>
    </Page>
  )
}
