import { useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import {
  UNSTABLE_Toast as Toast,
  UNSTABLE_ToastContent as ToastContent,
  UNSTABLE_ToastQueue as ToastQueue,
  UNSTABLE_ToastRegion as ToastRegion,
} from 'react-aria-components'
import { Button, IconButton } from './button'

interface Said {
  text: string
  action?: { label: string; run: () => void } | undefined
}

const queue = new ToastQueue<Said>({ maxVisibleToasts: 3 })

/** Tell that something is done; goes by itself. */
export function say(text: string, action?: Said['action']) {
  queue.add({ text, action }, { timeout: 6000 })
}

/** Tell that something failed; stays until it is closed. */
export function warn(text: string) {
  queue.add({ text })
}

export function Toasts() {
  const { t } = useLingui()
  return (
    <ToastRegion
      queue={queue}
      className="fixed inset-x-4 bottom-24 z-50 flex flex-col gap-2 outline-none md:inset-x-auto md:end-6 md:bottom-6 md:w-96"
    >
      {({ toast }) => (
        <Toast
          toast={toast}
          className="slide-in flex items-center gap-2 rounded-xl border border-line bg-raised py-1 ps-4 pe-1 text-sm shadow-lg"
        >
          <ToastContent className="min-w-0 flex-1 py-2">{toast.content.text}</ToastContent>
          {toast.content.action && (
            <Button
              look="ghost"
              onClick={() => {
                toast.content.action?.run()
                queue.close(toast.key)
              }}
            >
              {toast.content.action.label}
            </Button>
          )}
          <IconButton label={t`Close`} onClick={() => queue.close(toast.key)}>
            <X aria-hidden className="size-4" />
          </IconButton>
        </Toast>
      )}
    </ToastRegion>
  )
}
