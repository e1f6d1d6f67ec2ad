/** The chain link of the brand; the name stands beside it as text. */
export function Logo({ className = 'size-7' }: { className?: string }) {
  return (
    <svg aria-hidden viewBox="110 110 292 292" className={className}>
      <g fill="none" stroke="currentColor" strokeWidth="38" strokeLinecap="round">
        <path d="M286 226a76 76 0 0 1 8 98l-54 54a76 76 0 0 1-107-107l36-36" />
        <path d="M226 286a76 76 0 0 1-8-98l54-54a76 76 0 0 1 107 107l-36 36" />
      </g>
    </svg>
  )
}
