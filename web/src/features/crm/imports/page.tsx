import { Trans } from '@lingui/react/macro'
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useLocation, useSearchParams } from 'react-router'
import { crm, data } from '~/api/clients'
import { refetch } from '~/api/queries'
import { workspaceId } from '~/api/workspace'
import { Button, ButtonLink } from '~/kit/button'
import { Card, Page } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'
import { warn } from '~/kit/toast'
import { FileStep } from './file-step'
import { at, CHANGED, kindOf, useImportWords } from './kinds'
import { MapStep } from './map-step'
import { ResultStep } from './result-step'

const LOOK_AGAIN_MS = 700
const BUSY = ['running', 'reverting']

/** Bring records along: upload, map the columns, try, apply, and take back if it was wrong. */
export default function Imports() {
  const [search, setSearch] = useSearchParams()
  const client = useQueryClient()
  const kind = kindOf(useLocation().pathname.split('/')[2])
  const { kinds, titles } = useImportWords()
  const id = search.get('id') ?? ''
  const path = { import_id: id }
  const key = [workspaceId(), 'crm', kind, 'imports', id]
  const query = useQuery({
    queryKey: key,
    queryFn: () => data(crm.GET(at(kind, '/{import_id}'), { params: { path } })),
    enabled: id !== '',
    refetchInterval: ({ state }) =>
      state.data && (BUSY.includes(state.data.state) || state.data.checking) ? LOOK_AGAIN_MS : false,
  })
  const [seen, setSeen] = useState('')
  const file = query.data
  if (file && file.state !== seen) {
    setSeen(file.state)
    if (file.state === 'completed' || file.state === 'reverted') void refetch(client, ...CHANGED[kind])
  }
  const act = useMutation({
    mutationFn: (step: 'start' | 'revert') =>
      step === 'start'
        ? data(crm.POST(at(kind, '/{import_id}/start'), { params: { path } }))
        : data(crm.POST(at(kind, '/{import_id}/revert'), { params: { path } })),
    onSuccess: (answer) => client.setQueryData(key, answer),
    onError: (error) => warn(error.message),
  })
  return (
    <Page
      title={titles[kind]}
      narrow
      actions={
        <>
          {id && (
            <Button onClick={() => setSearch({})}>
              <Trans>Another file</Trans>
            </Button>
          )}
          <ButtonLink to={`/crm/imports?of=${kind}`}>
            <Trans>All imports</Trans>
          </ButtonLink>
          <ButtonLink to={`/crm/${kind}`}>{kinds[kind]}</ButtonLink>
        </>
      }
    >
      <Card className="p-4 md:p-6">
        {!id && <FileStep kind={kind} onUploaded={(made) => setSearch({ id: made })} />}
        {id && query.isPending && <Skeleton />}
        {query.isError && !file && <Failure error={query.error} onRetry={() => query.refetch()} />}
        {file && (file.state === 'uploaded' || file.state === 'mapped') && (
          <MapStep kind={kind} file={file} onMapped={(answer) => client.setQueryData(key, answer)} />
        )}
        {file && !['uploaded', 'mapped'].includes(file.state) && (
          <ResultStep
            kind={kind}
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
