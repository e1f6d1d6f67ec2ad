import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { ChevronRight } from 'lucide-react'
import { useLocation, useNavigate } from 'react-router'
import { useUser, workspacesQuery } from '~/api/access'
import { data, workspace } from '~/api/clients'
import { chooseWorkspace } from '~/api/workspace'
import { Avatar } from '~/kit/bits'
import { Button } from '~/kit/button'
import { SelectField, TextField } from '~/kit/field'
import { Page } from '~/kit/page'
import { Failure, Skeleton } from '~/kit/states'
import { useSubmit } from '~/kit/use-submit'
import { CURRENCIES } from '~/lib/money'
import { region } from '~/lib/region'
import { nextPath } from '~/lib/safe'
import { ZONE } from '~/lib/time'

/** Choose a workspace, or make one. Somebody without any begins here. */
export default function Spaces() {
  const { t } = useLingui()
  const { search } = useLocation()
  const navigate = useNavigate()
  const spaces = useQuery(workspacesQuery())
  if (spaces.isPending) return <Skeleton />
  if (spaces.isError) return <Failure error={spaces.error} onRetry={() => spaces.refetch()} />
  if (spaces.data.length === 0 || new URLSearchParams(search).has('new'))
    return <Create first={spaces.data.length === 0} />
  const enter = async (id: string) => {
    chooseWorkspace(id)
    await navigate(nextPath(search))
  }
  return (
    <Page
      title={t`Choose a workspace`}
      narrow
      actions={
        <Button onClick={() => navigate('/workspaces?new=1')}>
          <Trans>New workspace</Trans>
        </Button>
      }
    >
      <ul className="overflow-hidden rounded-xl border border-line bg-surface">
        {spaces.data.map((space) => (
          <li key={space.id} className="border-b border-line last:border-0">
            <button
              type="button"
              onClick={() => enter(space.id)}
              className="flex min-h-16 w-full items-center gap-3 px-4 text-start hover:bg-hover"
            >
              <Avatar name={space.name} />
              <span className="min-w-0 flex-1">
                <span className="block truncate text-sm font-medium" dir="auto">
                  {space.name}
                </span>
                <span className="block text-xs text-muted">{space.role_name}</span>
              </span>
              <ChevronRight aria-hidden className="size-4 text-muted" />
            </button>
          </li>
        ))}
      </ul>
    </Page>
  )
}

function Create({ first }: { first: boolean }) {
  const { t } = useLingui()
  const navigate = useNavigate()
  const client = useQueryClient()
  const user = useUser()
  const { pending, errors, failure, submit } = useSubmit(async (form) => {
    const body = {
      name: String(form.get('name')),
      currency: String(form.get('currency')),
      timezone: ZONE,
      locale: user.locale || 'en',
    }
    const made = await data(workspace.POST('/api/v1/workspace/workspaces', { body }))
    await client.invalidateQueries({ queryKey: workspacesQuery().queryKey })
    chooseWorkspace(made.id)
    await navigate('/onboarding', { replace: true })
  })
  return (
    <Page
      title={first ? t`Name your workspace` : t`New workspace`}
      description={
        <Trans>It holds your customers, your team and your settings. You can change the name later.</Trans>
      }
      narrow
    >
      <form onSubmit={submit} noValidate className="max-w-md space-y-5">
        {failure && (
          <p role="alert" className="rounded-lg border border-danger px-3 py-2.5 text-sm">
            {failure}
          </p>
        )}
        <TextField name="name" label={t`Name`} autoComplete="organization" error={errors.name} required />
        <SelectField
          name="currency"
          label={t`Currency`}
          hint={<Trans>For deals, prices and reports.</Trans>}
          defaultValue={likely()}
          error={errors.currency}
          required
        >
          {CURRENCIES.map((code) => (
            <option key={code} value={code}>
              {`${code} – ${new Intl.DisplayNames(region(), { type: 'currency' }).of(code)}`}
            </option>
          ))}
        </SelectField>
        <Button type="submit" look="primary" pending={pending}>
          <Trans>Create workspace</Trans>
        </Button>
      </form>
    </Page>
  )
}

/** Countries share the euro; for the others the dollar is a guess that a select corrects. */
function likely(): string {
  return ZONE.startsWith('Europe/') && !/London|Zurich|Moscow|Istanbul|Kyiv|Warsaw/.test(ZONE) ? 'EUR' : 'USD'
}
