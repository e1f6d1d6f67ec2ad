// One file of types per service from contracts/openapi: a single merged one makes the type check slow.
import { mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises'
import openapiTS, { astToString } from 'openapi-typescript'

const contracts = new URL('../../contracts/openapi/', import.meta.url)
const target = new URL('../src/api/gen/', import.meta.url)
await mkdir(target, { recursive: true })

for (const name of await readdir(contracts)) {
  if (name === 'mewayz.json') continue
  const source = new URL(name, contracts)
  const made = new URL(name.replace('.json', '.d.ts'), target)
  const before = await stat(made).catch(() => null)
  if (before && before.mtimeMs > (await stat(source)).mtimeMs) continue
  // Descriptions stay in the API text (/docs); without them the types are a third of the size.
  const bare = JSON.parse(await readFile(source, 'utf8'), (key, value) =>
    key === 'description' && typeof value === 'string' ? undefined : value,
  )
  await writeFile(
    made,
    astToString(
      await openapiTS(bare, { alphabetize: true, emptyObjectsUnknown: true, defaultNonNullable: false }),
    ),
  )
  console.log(`src/api/gen/${name.replace('.json', '.d.ts')}`)
}

// The digits of minor units come from the table that the services use: what browsers know differs for some.
const table = await readFile(new URL('../../libs/kit/src/mewayz_kit/currencies.py', import.meta.url), 'utf8')
const codes = (digits) =>
  table
    .match(new RegExp(`\\b${digits}: "+([A-Z\\s]+)"+`))[1]
    .trim()
    .split(/\s+/)
const digits = Object.fromEntries(
  [0, 2, 3].flatMap((count) => codes(count).map((code) => [code, count])).sort(),
)
await writeFile(
  new URL('currencies.ts', target),
  `/** ISO 4217: digits of the minor unit. */\nexport const DIGITS: Record<string, number> = ${JSON.stringify(digits, null, 2)}\n`,
)

// What roles can grant; the office of the platform has roles of its own.
const granted = JSON.parse(
  await readFile(new URL('../../contracts/permissions.json', import.meta.url), 'utf8'),
).filter((permission) => !permission.startsWith('platform.'))
await writeFile(
  new URL('permissions.ts', target),
  `/** Every permission that a role can hold. */\nexport const PERMISSIONS: string[] = ${JSON.stringify(granted, null, 2)}\n`,
)
