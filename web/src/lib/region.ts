/**
 * Whose way of writing dates, numbers and amounts is followed: the reader's own where the browser names a region of the
 * language that is spoken (`de-AT`, `en-GB`), else that of the language.
 */
export function region(): string {
  if (typeof document === 'undefined') return 'en'
  const { lang } = document.documentElement
  return navigator.languages.find((tag) => tag.startsWith(`${lang}-`)) ?? lang
}
