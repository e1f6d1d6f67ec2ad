import { useQuery } from '@tanstack/react-query'
import { Link } from 'react-router'
import { oneOf } from '~/api/queries'
import { contacts } from '../resources'

/** The way to a contact of whom only the id is known, by their name. */
export function ContactLink({ id, className = '' }: { id: string; className?: string }) {
  const contact = useQuery(oneOf(contacts, id))
  return (
    <Link to={`/crm/contacts/${id}`} dir="auto" className={`underline underline-offset-4 ${className}`}>
      {contact.data?.name ?? '…'}
    </Link>
  )
}
