/** What the addresses of a language begin with; those of English begin with nothing. */
export const home = (language: string) => (language === 'en' ? '' : `/${language}`)
