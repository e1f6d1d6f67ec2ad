import type { components } from '~/api/gen/workspace'
import { isProblem, Problem } from '~/api/problem'
import { formatMoney } from '~/lib/money'
import { home } from '../home'
import { type Data, moment, type Slot } from './fill'
import { toNodes } from './html'

type Schemas = components['schemas']
type Offer = Schemas['Pricing']['plans'][number]
type Page = Schemas['PageShown']
type Incident = Schemas['Status']['open'][number]

/** What an area shows, or that there is nothing to show. */
export interface Found {
  empty?: boolean
  data: Data
}

/** An answer of the public API; whoever is not signed in may ask. */
export async function ask<T>(path: string, init?: RequestInit): Promise<T> {
  const answer = await fetch(`/api/v1/workspace/public/${path}`, init).catch(() => {
    throw Problem.offline()
  })
  if (!answer.ok) throw await Problem.of(answer)
  return answer.json()
}

/** What each `data-live` area of a page reads. */
export const sources: Record<string, () => Promise<Found>> = {
  pricing,
  status,
  bundle,
  faq: () => entries('faq', 'position'),
  changelog: () => entries('changelog', '-published_at'),
  blog: () =>
    texts<Page>(
      { list: 'content-pages?kind=blog&sort=-published_at&limit=100', one: 'content-pages/blog' },
      ({ slug, title, summary }) => ({ link: link(`${HOME}/blog/${slug}`, title), summary: summary ?? '' }),
    ),
  help: () =>
    texts<Schemas['ArticleShown']>(
      { list: 'kb-articles?', one: 'kb-articles' },
      ({ slug, title, summary }) => ({
        link: link(`${HOME}/help/${slug}`, title),
        summary: summary ?? '',
      }),
    ),
  legal: () =>
    texts<Schemas['LegalDocumentShown']>(
      { list: 'legal-documents?', one: 'legal-documents' },
      ({ kind, title, effective_at }) => ({
        link: link(`${HOME}/legal/${kind}`, title),
        summary: moment(effective_at, DAY),
      }),
    ),
}

const DAY: Intl.DateTimeFormatOptions = { dateStyle: 'long' }
const TIME: Intl.DateTimeFormatOptions = { dateStyle: 'medium', timeStyle: 'short' }
const language = document.documentElement.lang
const HOME = home(language)
const PERCENT = new Intl.NumberFormat(language, { style: 'percent', maximumFractionDigits: 2 })

async function onSale() {
  const [prices, catalogue] = await Promise.all([
    ask<Schemas['Pricing']>('pricing'),
    ask<Schemas['GoalsShown']>('goals'),
  ])
  return { prices, names: new Map(catalogue.features.map(({ slug, names }) => [slug, named(names, slug)])) }
}

async function pricing(): Promise<Found> {
  const { prices, names } = await onSale()
  return {
    empty: prices.plans.length + prices.bundles.length === 0,
    data: {
      plans: prices.plans.map((plan) => offer(plan, names)),
      bundles: prices.bundles.map((bundle) => ({
        ...offer(bundle, names),
        name: link(`${HOME}/bundles/${bundle.key}`, named(bundle.names, bundle.key)),
      })),
      discounts: Object.entries(prices.bundle_discounts_bp).map(([count, points]) => ({
        count,
        percent: PERCENT.format(Number(points) / 10_000),
      })),
    },
  }
}

/** The bundle that the address names, as long as it is on sale. */
async function bundle(): Promise<Found> {
  const key = location.pathname.slice(HOME.length).split('/')[2]
  const { prices, names } = await onSale()
  const found = prices.bundles.find((one) => one.key === key)
  if (!found) return { empty: true, data: {} }
  entitle(named(found.names, found.key))
  return { data: { bundles: [offer(found, names)] } }
}

function offer(one: Offer, names: Map<string, string>): Data {
  const { currency } = one
  const money = (amount: number) => formatMoney({ amount, currency }, language)
  return {
    name: named(one.names, one.key),
    month: money(one.month_amount),
    year: money(one.year_amount),
    saving: money(one.year_saving_amount),
    [one.pricing]: true,
    yearly: one.year_saving_amount > 0,
    share: PERCENT.format(Number(one.statics.revenue_share_bp ?? 0) / 10_000),
    everything: one.features.includes('*'),
    features: one.features.filter((slug) => slug !== '*').map((slug) => ({ label: names.get(slug) ?? slug })),
  }
}

async function status(): Promise<Found> {
  const now = await ask<Schemas['Status']>('status')
  return {
    data: {
      [now.status]: true,
      as_of: moment(now.as_of, TIME),
      open: now.open.map(incident),
      recent: now.recent.map(incident),
    },
  }
}

function incident({ title, started_at, updates }: Incident): Data {
  return {
    title,
    started: moment(started_at, TIME),
    updates: updates.map(({ at, html }) => ({ at: moment(at, TIME), html: markup(html) })),
  }
}

/** Texts of one kind that are short enough to stand below each other. */
async function entries(kind: Page['kind'], sort: string): Promise<Found> {
  const { items } = await ask<{ items: Page[] }>(
    `content-pages?kind=${kind}&sort=${sort}&limit=100&locale=${language}`,
  )
  return {
    empty: items.length === 0,
    data: {
      items: items.map(({ title, published_at, html }) => ({
        title,
        date: moment(published_at, DAY),
        html: markup(html),
      })),
    },
  }
}

interface Text {
  title: string
  html: string
  published_at: string
  author?: string | null
}

/** The list of texts, or the one whose name stands in the address. */
async function texts<T extends Text>(
  at: { list: string; one: string },
  row: (text: T) => Data,
): Promise<Found> {
  const name = location.pathname.slice(HOME.length).split('/')[2]
  if (!name) {
    const { items } = await ask<{ items: T[] }>(`${at.list}&locale=${language}`)
    return { empty: items.length === 0, data: { list: true, items: items.map(row) } }
  }
  try {
    const text = await ask<T>(`${at.one}/${name}?locale=${language}`)
    entitle(text.title)
    const { published_at, author, html } = text
    return {
      data: { one: true, date: moment(published_at, DAY), author: author ?? '', html: markup(html) },
    }
  } catch (error) {
    // A name that is no kind of text at all is refused as a bad parameter.
    if (isProblem(error) && (error.status === 404 || error.status === 422 || error.status === 400))
      return { empty: true, data: { one: true } }
    throw error
  }
}

/** What the page is about is known only now. */
function entitle(title: string): void {
  const heading = document.querySelector('[data-title]')
  if (heading) heading.textContent = title
  document.title = `${title} · Mewayz`
}

function named(names: Record<string, unknown>, fallback: string): string {
  return String(names[language] ?? names.en ?? fallback)
}

function markup(html: string): Slot {
  return (element) => element.replaceChildren(toNodes(html))
}

function link(href: string, text: string): Slot {
  return (element) => {
    const anchor = document.createElement('a')
    anchor.href = href
    anchor.textContent = text
    anchor.className = 'inline-flex min-h-11 items-center font-semibold underline-offset-4 hover:underline'
    element.replaceChildren(anchor)
  }
}
