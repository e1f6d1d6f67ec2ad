// What no linter knows: the lock names no registry host, permissions exist in the contracts, texts are extracted and
// translated, and nothing stands on the left or right side that should follow the direction of the language.
import { execFileSync } from 'node:child_process'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { languages, texts, wrong } from './texts.mjs'

/** Utilities of Tailwind and properties of styles that know a left and a right. */
const SIDES =
  /(?<![\w-])-?(?:scroll-)?(?:m[lr]|p[lr]|border-[lr]|rounded-(?:[lr]|[tb][lr])|inset-[lr]|translate-x)-[\w[(]|(?<![\w-])-?(?:left|right)-(?:\d|\[|\(|auto|full|px)|(?<![\w-])(?:text|float|clear|origin)-(?:left|right)\b|\b(?:margin|padding|border)(?:Left|Right)\b/g

const problems = []
if (/"resolved"/.test(readFileSync('package-lock.json', 'utf8')))
  problems.push(
    'package-lock.json names registry hosts; delete it and run npm install: .npmrc leaves them out.',
  )

const known = new Set(JSON.parse(readFileSync('../contracts/permissions.json', 'utf8')))
const files = readdirSync('src', { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile())
  .map((entry) => join(entry.parentPath, entry.name))
  .sort()
const sources = files
  .filter((file) => /\.tsx?$/.test(file))
  .filter((file) => !file.includes('.test.') && !file.includes('/gen/'))
for (const file of sources) {
  const text = readFileSync(file, 'utf8')
  for (const [, permission] of text.matchAll(/['"]([a-z]+\.[a-z_]+:[a-z]+)['"]/g))
    if (!known.has(permission)) problems.push(`${file}: ${permission} is in no contract.`)
  for (const [literal] of text.matchAll(/#[0-9a-f]{6}\b/gi))
    if (!file.endsWith('app.css')) problems.push(`${file}: ${literal} is a colour; use a token of app.css.`)
  for (const [side] of text.matchAll(SIDES))
    problems.push(
      `${file}: ${side} is one side of the screen; start and end follow the direction of the language.`,
    )
  const lines = text.split('\n').length
  if (lines > 301) problems.push(`${file}: ${lines} lines; more than 300 are two files.`)
}

for (const side of readFileSync('src/app/app.css', 'utf8').match(/[\w-]*\b(left|right)\b[\w-]*:/g) ?? [])
  problems.push(`src/app/app.css: ${side} is one side of the screen; use inline-start and inline-end.`)

const before = catalogs()
execFileSync('npx', ['lingui', 'extract', '--clean'], { stdio: 'ignore' })
if (catalogs() !== before)
  problems.push('Texts were not extracted; run npm run i18n and commit the catalogs.')

const offered = /data-languages="([^"]*)"/.exec(readFileSync('app.html', 'utf8'))?.[1]
if (offered !== ['en', ...languages].join(' '))
  problems.push(`app.html offers ${offered}, lingui.config.ts has en ${languages.join(' ')}.`)
for (const language of languages) {
  const missing = (await texts(language)).filter(([, { translation }]) => !translation)
  if (missing.length > 0)
    problems.push(`${missing.length} texts have no ${language}: npm run -s translate -- ${language}`)
  for (const [, { translation }, source] of await texts(language)) {
    const problem = translation && wrong(source, translation, language)
    if (problem) problems.push(`${language}: “${source}” ${problem}`)
  }
}

/** The texts of every catalog, without the time they were written. */
function catalogs() {
  return files
    .filter((file) => file.endsWith('.po'))
    .map((file) => readFileSync(file, 'utf8').replace(/^"POT-Creation-Date.*$/m, ''))
    .join('\n')
}

for (const problem of problems) console.error(problem)
if (problems.length > 0) process.exit(1)
