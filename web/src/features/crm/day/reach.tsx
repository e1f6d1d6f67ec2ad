import { useLingui } from '@lingui/react/macro'
import { useQuery } from '@tanstack/react-query'
import { ExternalLink, Mail, Phone } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'react-router'
import { oneOf } from '~/api/queries'
import { safeHref } from '~/lib/safe'
import { type Activity, contacts, leads, mainEmail } from '../resources'

const PLACE =
  'inline-grid size-11 shrink-0 place-items-center rounded-lg text-muted transition-colors hover:bg-hover hover:text-ink'

/** The way to the record that something is about; of a call or a mail, to the person at once. */
export function About({ task }: { task: Activity }) {
  const { t } = useLingui()
  const [first] = task.related
  if (!first) return null
  const folders = { contact: 'contacts', company: 'companies', lead: 'leads', deal: 'deals' }
  const words = {
    contact: t`Contact of: ${task.subject}`,
    company: t`Company of: ${task.subject}`,
    lead: t`Lead of: ${task.subject}`,
    deal: t`Deal of: ${task.subject}`,
  }
  const contact = task.related.find(({ type }) => type === 'contact')
  const lead = task.related.find(({ type }) => type === 'lead')
  const reached = task.type === 'call' || task.type === 'email'
  return (
    <>
      {reached && contact && <Contacted id={contact.id} by={task.type} />}
      {reached && !contact && lead && <Led id={lead.id} by={task.type} />}
      <Link
        to={`/crm/${folders[first.type]}/${first.id}`}
        aria-label={words[first.type]}
        title={words[first.type]}
        className={PLACE}
      >
        <ExternalLink aria-hidden className="size-4" />
      </Link>
    </>
  )
}

interface ByProps {
  id: string
  by: Activity['type']
}

function Contacted({ id, by }: ByProps) {
  const contact = useQuery(oneOf(contacts, id)).data
  if (!contact) return null
  const phone = contact.phones[0]
  return by === 'call' ? (
    <Call name={contact.name} number={phone?.e164 ?? phone?.raw} />
  ) : (
    <Write name={contact.name} address={mainEmail(contact)} />
  )
}

function Led({ id, by }: ByProps) {
  const lead = useQuery(oneOf(leads, id)).data
  if (!lead) return null
  return by === 'call' ? (
    <Call name={lead.name} number={lead.phone} />
  ) : (
    <Write name={lead.name} address={lead.email} />
  )
}

interface CallProps {
  name: string
  number: string | null | undefined
}

/** Begins a call; without a number there is nothing to press. */
export function Call({ name, number }: CallProps) {
  const { t } = useLingui()
  if (!number) return null
  return (
    <Way href={`tel:${number}`} label={t`Call ${name}`}>
      <Phone aria-hidden className="size-4" />
    </Way>
  )
}

interface WriteProps {
  name: string
  address: string | null | undefined
}

export function Write({ name, address }: WriteProps) {
  const { t } = useLingui()
  if (!address) return null
  return (
    <Way href={`mailto:${address}`} label={t`Write to ${name}`}>
      <Mail aria-hidden className="size-4" />
    </Way>
  )
}

function Way({ href, label, children }: { href: string; label: string; children: ReactNode }) {
  return (
    <a href={safeHref(href)} aria-label={label} title={label} className={PLACE}>
      {children}
    </a>
  )
}
