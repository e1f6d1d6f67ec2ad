// The texts of the languages that are listed: what is missing, and whether a translation says all that its source does.
import { getCatalogs } from '@lingui/cli/api'
import { getConfig } from '@lingui/conf'
import { compileMessage } from '@lingui/message-utils/compileMessage'

const config = getConfig({ cwd: new URL('..', import.meta.url).pathname })
export const catalogs = await getCatalogs(config)
export const languages = config.locales.filter((language) => language !== config.sourceLocale)

/** Every text of a language once, as `[catalog, entry, source]`. */
export async function texts(language) {
  const found = []
  for (const catalog of catalogs)
    for (const entry of Object.values((await catalog.read(language)) ?? {}))
      if (!entry.obsolete) found.push([catalog, entry, entry.message])
  return found
}

/** What is wrong with a translation; null when it holds the same values and tags, and cases that its language has. */
export function wrong(source, translation, language) {
  let there
  try {
    there = parts(compileMessage(translation), language)
  } catch (error) {
    return error.message
  }
  const wanted = parts(compileMessage(source), config.sourceLocale)
  const differs = [
    ...wanted.filter((one) => !there.includes(one)),
    ...there.filter((one) => !wanted.includes(one)),
  ]
  return differs.length > 0 ? `differs in ${differs.join(' ')}` : null
}

/** Values, choices and tags of a message. */
function parts(tokens, language) {
  return [tokens].flat().flatMap((token) => {
    if (typeof token === 'string') return token.match(/<\/?\d+\/?>/g) ?? []
    const [name, kind, cases] = token
    if (!/^(plural|select)/.test(kind ?? '')) return [`{${name}${kind ? `, ${kind}` : ''}}`]
    const known = kind === 'select' ? null : new Intl.PluralRules(language).resolvedOptions().pluralCategories
    for (const one of Object.keys(cases))
      if (known && !/^(\d+|offset)$/.test(one) && !known.includes(one))
        throw new Error(`${language} has no plural ${one}`)
    return [
      `{${name}, ${kind}}`,
      ...Object.entries(cases)
        .filter(([key]) => key !== 'offset')
        .flatMap(([, message]) => parts(message, language)),
    ]
  })
}
