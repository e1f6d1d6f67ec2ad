// What is missing in a language, as JSON to be filled in; with such a file, put it into the catalogs:
//   npm run -s translate -- de > missing.json
//   npm run -s translate -- de missing.json
import { readFileSync } from 'node:fs'
import { catalogs, languages, texts, wrong } from './texts.mjs'

const [language, file] = process.argv.slice(2)
if (!languages.includes(language)) {
  console.error(`Which language? There are ${languages.join(', ')} in lingui.config.ts.`)
  process.exit(1)
}
if (file) {
  const given = JSON.parse(readFileSync(file, 'utf8'))
  const refused = Object.entries(given)
    .filter(([, translation]) => translation)
    .map(([source, translation]) => [source, wrong(source, translation, language)])
    .filter(([, problem]) => problem)
  for (const [source, problem] of refused) console.error(`${source}: ${problem}`)
  if (refused.length > 0) process.exit(1)
  for (const catalog of catalogs) {
    const entries = await catalog.read(language)
    for (const entry of Object.values(entries)) entry.translation = given[entry.message] || entry.translation
    await catalog.write(language, entries)
  }
} else {
  const missing = (await texts(language)).filter(([, { translation }]) => !translation)
  console.log(JSON.stringify(Object.fromEntries(missing.map(([, , source]) => [source, ''])), null, 2))
}
