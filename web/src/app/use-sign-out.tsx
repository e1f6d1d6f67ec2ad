import { lazy, type ReactNode, Suspense, useState } from 'react'
import { useNavigate } from 'react-router'
import { useUser } from '~/api/access'
import { signOut } from '~/api/session'

const SignOutQuestion = lazy(() => import('./unsent'))

/** Signs out; whoever would lose changes that are not sent yet is asked before. */
export function useSignOut(): { leave: () => Promise<void>; question: ReactNode } {
  const { id } = useUser()
  const navigate = useNavigate()
  const [lost, setLost] = useState(0)
  const out = async () => {
    setLost(0)
    await signOut()
    await navigate('/login')
  }
  return {
    leave: async () => {
      const items = await import('~/offline/outbox').then(({ read }) => read()).catch(() => [])
      const mine = items.filter(({ user }) => user === id).length
      if (mine > 0) setLost(mine)
      else await out()
    },
    question: lost > 0 && (
      <Suspense>
        <SignOutQuestion lost={lost} onStay={() => setLost(0)} onLeave={out} />
      </Suspense>
    ),
  }
}
