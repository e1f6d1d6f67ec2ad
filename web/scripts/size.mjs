// Budgets of what browsers load, gzip level 9, as docs/performance.md gives the reasons. Fails above them.
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'

const dist = new URL('../dist/', import.meta.url).pathname
const KB = 1000
const size = (file) => gzipSync(readFileSync(join(dist, file)), { level: 9 }).length
const assets = readdirSync(join(dist, 'assets'))
const manifest = JSON.parse(readFileSync(join(dist, '.vite/manifest.json'), 'utf8'))

/** A chunk and everything that it imports at once. */
function closure(key, seen = new Set()) {
  if (seen.has(key)) return seen
  seen.add(key)
  for (const next of manifest[key].imports ?? []) closure(next, seen)
  return seen
}
const filesOf = (...keys) => [
  ...new Set(keys.flatMap((key) => [...closure(key)].map((one) => manifest[one].file))),
]
const sum = (files) => files.reduce((total, file) => total + size(file), 0)

const entry = filesOf('app.html')
const beside = (...keys) => sum(filesOf('app.html', ...keys))
const page = (path) => `src/features/${path}.tsx`
const rows = [
  ['entry', sum(entry), 131],
  ['login, all scripts', beside('src/app/plain-frame.tsx', page('identity/auth/login')), 140],
  ['first dashboard, all scripts', beside('src/app/shell.tsx', page('workspace/dashboard/page')), 219],
  [
    'contacts, beside the shell',
    beside('src/app/shell.tsx', page('crm/contacts/page')) - beside('src/app/shell.tsx'),
    150,
  ],
  [
    'deal board, beside the shell',
    beside('src/app/shell.tsx', page('crm/deals/page')) - beside('src/app/shell.tsx'),
    150,
  ],
  [
    'public pages, their one script',
    sum(assets.filter((name) => /^site-.*\.js$/.test(name)).map((name) => `assets/${name}`)),
    10,
  ],
  ['styles', sum(assets.filter((name) => name.endsWith('.css')).map((name) => `assets/${name}`)), 20],
]
for (const name of assets.filter((name) => name.endsWith('.woff2')))
  rows.push(['font', readFileSync(join(dist, 'assets', name)).length, 49])

let over = false
for (const [what, bytes, budget] of rows) {
  const fits = bytes <= budget * KB
  over ||= !fits
  console.log(
    `${fits ? ' ' : '!'} ${(bytes / KB).toFixed(1).padStart(7)} KB of ${String(budget).padStart(4)}  ${what}`,
  )
}
if (over) process.exit(1)
