import { defineConfig } from '@lingui/cli'
import { formatter } from '@lingui/format-po'

/** Languages in which every text is there, as `npm run check` sees to; `app.html` offers the same. */
export const LANGUAGES = ['en', 'de']

export default defineConfig({
  sourceLocale: 'en',
  locales: LANGUAGES,
  // A text that is not translated yet is shown as it was written, never as its key.
  fallbackLocales: { default: 'en' },
  catalogs: [
    {
      path: '<rootDir>/src/app/locales/{locale}',
      include: [
        'src/app',
        'src/kit',
        'src/lib',
        'src/api',
        'src/offline',
        'src/features/*/module.ts',
        'src/features/*/nav.ts',
      ],
    },
    {
      path: '<rootDir>/src/features/{name}/locales/{locale}',
      include: ['src/features/{name}'],
      exclude: ['**/module.ts', '**/nav.ts'],
    },
    { path: '<rootDir>/src/site/locales/{locale}', include: ['src/site'] },
  ],
  // Without line numbers: moving a line is no change of a text.
  format: formatter({ lineNumbers: false }),
})
