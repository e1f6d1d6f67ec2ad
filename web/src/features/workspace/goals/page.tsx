import { Trans, useLingui } from '@lingui/react/macro'
import { useQuery, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { accessQuery, navigationQuery, useAccess } from '~/api/access'
import { data, workspace } from '~/api/clients'
import { featuresChanged } from '~/api/http'
import { refetch } from '~/api/queries'
import { workspaceId } from '~/api/workspace'
import { Button } from '~/kit/button'
import { Loaded } from '~/kit/loaded'
import { Card, CardHead } from '~/kit/page'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { SettingsPage } from '../embed'
import { goalsQuery } from '../onboarding/queries'
import { GoalChoice } from './choice'
import { Features } from './features'

/** What the workspace is for, and which features are on; both decide what the menu holds. */
export default function GoalSettings() {
  const client = useQueryClient()
  const key = [workspaceId(), 'workspace', 'workspace-goals']
  const query = useQuery({
    queryKey: key,
    queryFn: async () => (await data(workspace.GET('/api/v1/workspace/workspace-goals'))).items,
  })
  const changed = async () => {
    featuresChanged()
    await refetch(
      client,
      ...[accessQuery(), navigationQuery()].map(({ queryKey }) => ({ key: () => queryKey })),
    )
    await refetch(client, { key: () => [workspaceId(), 'workspace', 'features'] }, { key: () => key })
  }
  return (
    <SettingsPage>
      <div className="space-y-6">
        <Card>
          <CardHead title={<Trans>Goals</Trans>} />
          <Loaded query={query} rows={3}>
            {(goals) => (
              <Goals
                key={goals.map(({ slug }) => slug).join()}
                before={goals.map(({ slug }) => slug)}
                onChanged={changed}
              />
            )}
          </Loaded>
        </Card>
        <Features onChanged={changed} />
      </div>
    </SettingsPage>
  )
}

function Goals({ before, onChanged }: { before: string[]; onChanged: () => Promise<void> }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const catalogue = useQuery(goalsQuery)
  const [chosen, setChosen] = useState(before)
  const save = useAct(async () => {
    const body = { goals: chosen, primary: chosen[0] ?? null }
    await data(workspace.PUT('/api/v1/workspace/workspace-goals', { body }))
    await onChanged()
    say(t`Saved`)
  })
  return (
    <fieldset disabled={!can('workspace.features:write')} className="p-4 md:p-6">
      <GoalChoice goals={catalogue.data?.goals ?? []} chosen={chosen} onChange={setChosen} />
      <p className="mt-4 text-xs text-muted">
        <Trans>
          The first one you pick is your main goal. Features of a goal that you take away are switched off;
          what is stored in them stays.
        </Trans>
      </p>
      {can('workspace.features:write') && (
        <div className="mt-4 flex justify-end">
          <Button
            look="primary"
            pending={save.isPending}
            disabled={chosen.length === 0 || chosen.join() === before.join()}
            onClick={() => save.mutate()}
          >
            <Trans>Save</Trans>
          </Button>
        </div>
      )}
    </fieldset>
  )
}
