import { LoaderCircle } from 'lucide-react'
import type { ComponentProps, ReactNode } from 'react'
import { Link, type LinkProps } from 'react-router'
import { cx } from '~/lib/cx'

export type Look = 'primary' | 'secondary' | 'ghost' | 'danger'

const BASE =
  'inline-flex min-h-11 items-center justify-center gap-2 rounded-lg px-4 text-sm font-medium whitespace-nowrap transition-colors disabled:cursor-not-allowed disabled:opacity-60'
const LOOKS: Record<Look, string> = {
  primary: 'bg-primary text-on-primary hover:opacity-90',
  secondary: 'border border-line bg-surface text-ink hover:bg-hover',
  ghost: 'text-ink hover:bg-hover',
  danger: 'border border-line bg-surface text-danger hover:bg-hover',
}

export function buttonClass(look: Look = 'secondary', extra?: string): string {
  return cx(BASE, LOOKS[look], extra)
}

type ButtonProps = ComponentProps<'button'> & { look?: Look; pending?: boolean }

/** Shows that it works instead of vanishing; a second press while it does is nothing. */
export function Button({ look, pending = false, className, children, onClick, ...rest }: ButtonProps) {
  return (
    <button
      type="button"
      {...rest}
      aria-busy={pending || undefined}
      aria-disabled={pending || undefined}
      onClick={pending ? (event) => event.preventDefault() : onClick}
      className={buttonClass(look, className)}
    >
      {pending && <LoaderCircle aria-hidden className="size-4 animate-spin" />}
      {children}
    </button>
  )
}

export function ButtonLink({ look, className, ...rest }: LinkProps & { look?: Look }) {
  return <Link {...rest} className={buttonClass(look, className)} />
}

type IconButtonProps = ComponentProps<'button'> & { label: string; children: ReactNode }

export function IconButton({ label, className, ...rest }: IconButtonProps) {
  return (
    <button
      type="button"
      aria-label={label}
      title={label}
      {...rest}
      className={cx(
        'inline-grid size-11 shrink-0 place-items-center rounded-lg text-muted transition-colors hover:bg-hover hover:text-ink',
        className,
      )}
    />
  )
}
