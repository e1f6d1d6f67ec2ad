import { Trans, useLingui } from '@lingui/react/macro'
import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Link, useNavigate } from 'react-router'
import { useAccess, useUser } from '~/api/access'
import { crm, data } from '~/api/clients'
import { refetch } from '~/api/queries'
import { Badge } from '~/kit/bits'
import { Button } from '~/kit/button'
import { RecordPage } from '~/kit/record-page'
import { say, warn } from '~/kit/toast'
import { Outside } from '../contacts/record'
import { History } from '../history/history'
import { companies, contacts, deals, type Lead, leads, timeline } from '../resources'
import { TasksOf } from '../tasks/tasks-of'
import { TONES, useLeadFields, useLeadWords } from './fields'
import { startWork } from './start'

/** One lead, on its way to a contact. */
export default function LeadRecord() {
  const { t } = useLingui()
  const states = useLeadWords()
  return (
    <RecordPage
      resource={leads}
      permission="crm.leads"
      back={{ to: '/crm/leads', label: t`Leads` }}
      title={({ name }) => name}
      subtitle={(row) => <Badge tone={TONES[row.status]}>{states[row.status]}</Badge>}
      fields={useLeadFields()}
      actions={(row) => <Steps lead={row} />}
      facts={(row) => [
        [t`E-mail`, row.email],
        [t`Phone`, row.phone],
        [t`Company`, row.company_name],
        [t`Title`, row.title],
        [t`Website`, row.website && <Outside href={row.website} />],
        [t`Country`, row.country],
        [t`Source`, row.source],
        [t`Notes`, row.notes],
        [t`Tags`, row.tags.join(', ')],
        [
          t`Became`,
          row.converted_contact_id && (
            <Link to={`/crm/contacts/${row.converted_contact_id}`} className="underline underline-offset-4">
              <Trans>Show the contact</Trans>
            </Link>
          ),
        ],
      ]}
      side={(row) => <TasksOf subject={{ type: 'lead', id: row.id }} />}
    >
      {(row) => <History subject={{ type: 'lead', id: row.id }} />}
    </RecordPage>
  )
}

type Step = 'start' | 'recycle' | 'kill' | 'convert'

/** What may happen to a lead next; the server's state table has the last word. */
function Steps({ lead }: { lead: Lead }) {
  const { can, has } = useAccess()
  const { id: me } = useUser()
  const { t } = useLingui()
  const client = useQueryClient()
  const navigate = useNavigate()
  const act = useMutation({
    mutationFn: async (step: Step) => {
      const params = { params: { path: { lead_id: lead.id } } }
      if (step === 'start') await startWork(lead, me)
      else if (step === 'recycle') await data(crm.POST('/api/v1/crm/leads/{lead_id}/recycle', params))
      else if (step === 'kill') await data(crm.POST('/api/v1/crm/leads/{lead_id}/kill', params))
      else {
        const body = { create_deal: has('crm.deals') }
        return data(crm.POST('/api/v1/crm/leads/{lead_id}/convert', { ...params, body }))
      }
    },
    onSuccess: async (made) => {
      await refetch(client, leads, contacts, companies, deals, timeline)
      if (!made) return
      say(t`The lead is a contact now.`)
      await navigate(`/crm/contacts/${made.contact_id}`)
    },
    onError: (error) => warn(error.message),
  })
  if (!can('crm.leads:write')) return null
  const open = ['new', 'assigned', 'in_process', 'recycled'].includes(lead.status)
  return (
    <>
      {open && lead.status !== 'in_process' && (
        <Button onClick={() => act.mutate('start')}>
          <Trans>Start work</Trans>
        </Button>
      )}
      {lead.status === 'in_process' && (
        <Button onClick={() => act.mutate('recycle')}>
          <Trans>Put back</Trans>
        </Button>
      )}
      {open && (
        <Button look="primary" pending={act.isPending} onClick={() => act.mutate('convert')}>
          <Trans>Convert</Trans>
        </Button>
      )}
    </>
  )
}
