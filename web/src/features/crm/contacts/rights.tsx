import { Trans, useLingui } from '@lingui/react/macro'
import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { useNavigate } from 'react-router'
import { useAccess } from '~/api/access'
import { crm, data } from '~/api/clients'
import { download } from '~/api/download'
import { refetch } from '~/api/queries'
import { Button } from '~/kit/button'
import { Ask } from '~/kit/overlay'
import { Card, CardHead } from '~/kit/page'
import { say } from '~/kit/toast'
import { useAct } from '~/kit/use-act'
import { type Contact, contacts, deals, timeline } from '../resources'

/** What a person may ask for: everything that is stored about them, and to be forgotten. */
export function Rights({ contact }: { contact: Contact }) {
  const { t } = useLingui()
  const { can } = useAccess()
  const client = useQueryClient()
  const navigate = useNavigate()
  const [erasing, setErasing] = useState(false)
  const save = useAct(() =>
    download(`/api/v1/crm/contacts/${contact.id}/personal-data`, `personal-data-${contact.id}.json`),
  )
  const erase = useAct(async () => {
    const params = { path: { contact_id: contact.id } }
    await data(crm.POST('/api/v1/crm/contacts/{contact_id}/erase', { params }))
    setErasing(false)
    await navigate('/crm/contacts')
    say(t`Erased`)
    await refetch(client, contacts, deals, timeline)
  })
  if (!can('crm.contacts:export') && !can('crm.contacts:erase')) return null
  return (
    <Card>
      <CardHead title={<Trans>Personal data</Trans>} />
      <div className="flex flex-wrap gap-2 p-4">
        {can('crm.contacts:export') && (
          <Button pending={save.isPending} onClick={() => save.mutate()}>
            <Trans>Download all of it</Trans>
          </Button>
        )}
        {can('crm.contacts:erase') && (
          <Button look="danger" onClick={() => setErasing(true)}>
            <Trans>Erase this person</Trans>
          </Button>
        )}
      </div>
      <Ask
        title={t`Erase this person?`}
        open={erasing}
        onClose={() => setErasing(false)}
        action={t`Erase for good`}
        danger
        pending={erase.isPending}
        typed={contact.name}
        onConfirm={() => erase.mutate()}
      >
        <Trans>
          Names, addresses, notes and mails are gone for good, also those of their deleted or merged records.
          Deals and sums stay. A later import of the same address is skipped.
        </Trans>
      </Ask>
    </Card>
  )
}
