/** Messages that reach this browser while no page of ours is open (Web Push). */
import { device } from '~/lib/device'
import { data, workspace } from './clients'

const KEY = 'push'

/** What the server calls this browser, kept so that it can be told to forget it. */
interface Kept {
  id: string
  endpoint: string
}

export const pushPossible = (): boolean =>
  'serviceWorker' in navigator && 'PushManager' in window && 'Notification' in window

/** Whether this browser is told now. */
export async function pushed(): Promise<boolean> {
  return (await subscription()) !== null && kept() !== null
}

/** Ask the person, then the browser, then tell the server. Only after a tap: browsers refuse it otherwise. */
export async function startPush(): Promise<'on' | 'refused'> {
  if ((await Notification.requestPermission()) !== 'granted') return 'refused'
  await subscribe()
  return 'on'
}

export async function stopPush(): Promise<void> {
  const known = kept()
  await forgetPush()
  if (known)
    await data(
      workspace.DELETE('/api/v1/workspace/push-subscriptions/{record_id}', {
        params: { path: { record_id: known.id } },
      }),
    )
}

/** The browser alone: the server hears of it from the push service. For those who have signed out. */
export async function forgetPush(): Promise<void> {
  localStorage.removeItem(KEY)
  await (await subscription())?.unsubscribe()
}

/** Browsers may change the address by themselves; the server has to know the new one. */
export async function renewPush(): Promise<void> {
  const known = kept()
  if (!known || !pushPossible() || Notification.permission !== 'granted') return
  if ((await subscription())?.endpoint !== known.endpoint) await subscribe()
}

async function subscribe(): Promise<void> {
  const { public_key } = await data(workspace.GET('/api/v1/workspace/public/push-key'))
  const registration = await navigator.serviceWorker.ready
  const made = await registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: public_key,
  })
  const { endpoint = '', keys } = made.toJSON()
  const { id } = await data(
    workspace.POST('/api/v1/workspace/push-subscriptions', {
      body: {
        endpoint,
        keys: { p256dh: keys?.p256dh ?? '', auth: keys?.auth ?? '' },
        name: device(navigator.userAgent),
      },
    }),
  )
  localStorage.setItem(KEY, JSON.stringify({ id, endpoint } satisfies Kept))
}

async function subscription(): Promise<PushSubscription | null> {
  if (!pushPossible()) return null
  return (await (await navigator.serviceWorker.getRegistration())?.pushManager.getSubscription()) ?? null
}

function kept(): Kept | null {
  try {
    return JSON.parse(localStorage.getItem(KEY) ?? 'null')
  } catch {
    return null
  }
}
