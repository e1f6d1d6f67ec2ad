import { Trans, useLingui } from '@lingui/react/macro'
import { X } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import {
  Dialog,
  Heading,
  Menu,
  MenuItem,
  MenuTrigger,
  Modal,
  ModalOverlay,
  Popover,
  Button as Press,
} from 'react-aria-components'
import { cx } from '~/lib/cx'
import { Button, IconButton } from './button'

const VEIL = 'fade-in fixed inset-0 z-40 flex bg-veil'

interface OverlayProps {
  title: string
  open: boolean
  onClose: () => void
  children: ReactNode
}

/** A form beside the page: from the end on wide screens, from below on phones. */
export function Sheet({ title, open, onClose, children }: OverlayProps) {
  const { t } = useLingui()
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(next) => !next && onClose()}
      isDismissable
      className={cx(VEIL, 'items-end justify-end md:items-stretch')}
    >
      <Modal className="slide-in flex max-h-[92dvh] w-full rounded-t-2xl border border-line bg-surface md:max-h-none md:max-w-lg md:rounded-none md:rounded-s-2xl">
        <Dialog className="flex min-h-0 w-full flex-col outline-none">
          <div className="flex items-center justify-between gap-2 border-b border-line py-2 ps-5 pe-2">
            <Heading slot="title" className="truncate text-base font-semibold">
              {title}
            </Heading>
            <IconButton label={t`Close`} onClick={onClose}>
              <X aria-hidden className="size-5" />
            </IconButton>
          </div>
          <div className="min-h-0 flex-1 overflow-y-auto p-5 pb-[max(1.25rem,env(safe-area-inset-bottom))]">
            {children}
          </div>
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

interface AskProps extends OverlayProps {
  action: string
  danger?: boolean
  pending?: boolean
  /** Has to be typed before the action works: for what cannot be undone. */
  typed?: string
  onConfirm: () => void
}

/** A question before something that stays. */
export function Ask({ title, open, onClose, children, action, danger, pending, typed, onConfirm }: AskProps) {
  const [text, setText] = useState('')
  return (
    <Box title={title} open={open} onClose={onClose}>
      <div className="text-sm text-muted">{children}</div>
      {typed && (
        <label className="mt-4 block text-sm">
          <Trans>Type “{typed}” to go on</Trans>
          <input
            value={text}
            onChange={(event) => setText(event.target.value)}
            className="mt-1.5 block min-h-11 w-full rounded-lg border border-field-line bg-surface px-3"
          />
        </label>
      )}
      <div className="mt-6 flex justify-end gap-2">
        <Button onClick={onClose}>
          <Trans>Cancel</Trans>
        </Button>
        <Button
          look={danger ? 'danger' : 'primary'}
          pending={pending}
          disabled={typed !== undefined && text !== typed}
          onClick={onConfirm}
        >
          {action}
        </Button>
      </div>
    </Box>
  )
}

/** A small dialog in the middle. */
export function Box({ title, open, onClose, children }: OverlayProps) {
  return (
    <ModalOverlay
      isOpen={open}
      onOpenChange={(next) => !next && onClose()}
      isDismissable
      className={cx(VEIL, 'items-center justify-center p-4')}
    >
      <Modal className="slide-in w-full max-w-md rounded-2xl border border-line bg-surface">
        <Dialog className="p-6 outline-none">
          <Heading slot="title" className="mb-2 text-base font-semibold">
            {title}
          </Heading>
          {children}
        </Dialog>
      </Modal>
    </ModalOverlay>
  )
}

export interface Action {
  id: string
  label: string
  icon?: ReactNode
  danger?: boolean
  run: () => void
}

interface ActionsProps {
  label: string
  children: ReactNode
  actions: Action[]
  className?: string
  header?: ReactNode
}

/** A button with a list of things to do. */
export function Actions({ label, children, actions, className, header }: ActionsProps) {
  return (
    <MenuTrigger>
      <Press
        aria-label={label}
        className={
          className ??
          'inline-grid size-11 shrink-0 place-items-center rounded-lg text-muted hover:bg-hover hover:text-ink'
        }
      >
        {children}
      </Press>
      <Popover className="fade-in z-50 min-w-56 rounded-xl border border-line bg-raised p-1 shadow-lg">
        {header}
        <Menu
          aria-label={label}
          onAction={(id) => actions.find((action) => action.id === id)?.run()}
          className="max-h-80 overflow-y-auto outline-none"
        >
          {actions.map((action) => (
            <MenuItem
              key={action.id}
              id={action.id}
              textValue={action.label}
              className={cx(
                'flex min-h-11 cursor-pointer items-center gap-2.5 rounded-lg px-3 text-sm outline-none focus:bg-hover',
                action.danger && 'text-danger',
              )}
            >
              {action.icon}
              <span className="truncate">{action.label}</span>
            </MenuItem>
          ))}
        </Menu>
      </Popover>
    </MenuTrigger>
  )
}
