import { useLingui } from '@lingui/react'
import { Trans, useLingui as useMacro } from '@lingui/react/macro'
import { Menu, SunMoon } from 'lucide-react'
import { buttonClass } from '~/kit/button'
import { Logo } from '~/kit/logo'
import { cx } from '~/lib/cx'
import { home } from './home'
import type { SitePage } from './pages'

/** Addresses of what the bundle has made, and the colour around the page that the app's document names. */
export interface Made {
  colour: string
  styles: string
  script: string
  font: string
  /** In which the pages are made. */
  languages: string[]
}

const LINK = 'inline-flex min-h-11 items-center rounded-lg px-3 text-sm font-medium text-muted hover:text-ink'

/** A whole document: what the browser shows before, and without, any script. */
export function Document({ page, made }: { page: SitePage; made: Made }) {
  const { i18n } = useLingui()
  const name = i18n._(page.title)
  const title = page.path === '/' ? name : `${name} · Mewayz`
  const description = i18n._(page.description)
  return (
    <html lang={i18n.locale} data-languages={made.languages.join(' ')} data-public data-theme="dark">
      <head>
        <meta charSet="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover" />
        <meta name="theme-color" content={made.colour} />
        <title>{title}</title>
        <meta name="description" content={description} />
        <meta property="og:type" content="website" />
        <meta property="og:site_name" content="Mewayz" />
        <meta property="og:title" content={title} />
        <meta property="og:description" content={description} />
        <script src="/boot.js" />
        <link rel="preload" href={made.font} as="font" type="font/woff2" crossOrigin="" />
        <link rel="stylesheet" href={made.styles} />
        <link rel="icon" href="/icon.svg" type="image/svg+xml" />
        <link rel="apple-touch-icon" href="/icons/180.png" />
        <link rel="manifest" href="/manifest.webmanifest" />
        <script type="module" src={made.script} />
      </head>
      <body className="flex flex-col">
        <a
          href="#main"
          className="sr-only z-50 rounded-lg bg-primary px-4 py-3 text-sm font-medium text-on-primary focus:not-sr-only focus:fixed focus:start-4 focus:top-4"
        >
          <Trans>Skip to the content</Trans>
        </a>
        <Header path={page.path} />
        <main id="main" tabIndex={-1} className="mx-auto w-full max-w-5xl flex-1 px-5 py-10 md:px-8 md:py-16">
          <page.Body />
        </main>
        <Footer page={page} languages={made.languages} />
      </body>
    </html>
  )
}

function Header({ path }: { path: string }) {
  const { t } = useMacro()
  const links = [
    ['/features', t`Features`],
    ['/pricing', t`Pricing`],
    ['/help', t`Help`],
  ] as const
  const entries = links.map(([to, label]) => (
    <a
      key={to}
      href={to}
      aria-current={path === to ? 'page' : undefined}
      className={cx(LINK, 'aria-[current]:text-ink')}
    >
      {label}
    </a>
  ))
  return (
    <header className="border-b border-line">
      <div className="mx-auto flex max-w-5xl items-center gap-1 px-5 py-3 md:px-8">
        <a
          href="/"
          className="me-auto inline-flex min-h-11 items-center gap-2 rounded-lg text-lg font-semibold tracking-tight"
        >
          <Logo />
          Mewayz
        </a>
        <nav aria-label={t`Main`} className="flex items-center max-md:hidden">
          {entries}
        </nav>
        <button
          type="button"
          data-theme-switch
          aria-label={t`Switch between dark and light`}
          className="inline-grid size-11 place-items-center rounded-lg text-muted hover:bg-hover hover:text-ink"
        >
          <SunMoon aria-hidden className="size-5" />
        </button>
        <a href="/login" data-for="strangers" className={cx(LINK, 'max-sm:hidden')}>
          <Trans>Sign in</Trans>
        </a>
        <a href="/register" data-for="strangers" className={buttonClass('primary', 'max-sm:hidden')}>
          <Trans>Sign up</Trans>
        </a>
        <a href="/dashboard" data-for="members" hidden className={buttonClass('primary')}>
          <Trans>Dashboard</Trans>
        </a>
        <details className="relative md:hidden">
          <summary
            aria-label={t`Menu`}
            className="inline-grid size-11 list-none place-items-center rounded-lg text-muted hover:bg-hover hover:text-ink"
          >
            <Menu aria-hidden className="size-5" />
          </summary>
          <nav
            aria-label={t`Menu`}
            className="absolute end-0 top-full z-20 mt-2 flex w-52 flex-col rounded-xl border border-line bg-raised p-2"
          >
            {entries}
            <a href="/login" data-for="strangers" className={cx(LINK, 'sm:hidden')}>
              <Trans>Sign in</Trans>
            </a>
            <a href="/register" data-for="strangers" className={cx(LINK, 'sm:hidden')}>
              <Trans>Sign up</Trans>
            </a>
          </nav>
        </details>
      </div>
    </header>
  )
}

function Footer({ page, languages }: { page: SitePage; languages: string[] }) {
  const { t } = useMacro()
  const { i18n } = useLingui()
  // What stands for a word in an address is written in one language: the list of it leads on.
  const path = page.path.replace(/\/(:.*)?$/, '')
  const links = [
    ['/about', t`About`],
    ['/contact', t`Contact`],
    ['/status', t`Status`],
    ['/help', t`Help`],
    ['/faq', t`Questions`],
    ['/blog', t`Blog`],
    ['/changelog', t`What is new`],
    ['/legal', t`Legal`],
    ['/docs', t`API`],
  ] as const
  return (
    <footer className="border-t border-line">
      <nav aria-label={t`More`} className="mx-auto flex max-w-5xl flex-wrap gap-x-2 px-2 py-4 md:px-5">
        {links.map(([to, label]) => (
          <a key={to} href={to} className={LINK}>
            {label}
          </a>
        ))}
        {languages
          .filter((language) => language !== i18n.locale)
          .map((language) => (
            <a
              key={language}
              data-language={language}
              href={home(language) + path || '/'}
              hrefLang={language}
              lang={language}
              className={cx(LINK, 'md:ms-auto')}
            >
              {new Intl.DisplayNames(language, { type: 'language' }).of(language)}
            </a>
          ))}
      </nav>
    </footer>
  )
}
