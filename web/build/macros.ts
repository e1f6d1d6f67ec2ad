import { transformAsync } from '@babel/core'
import type { Plugin } from 'vite'

/** Lingui's macros, on files that import one; everything else never meets Babel. */
export function macros(): Plugin {
  return {
    name: 'lingui-macros',
    enforce: 'pre',
    async transform(code, id) {
      if (!/\.tsx?$/.test(id) || !/@lingui\/(core|react)\/macro/.test(code)) return
      const made = await transformAsync(code, {
        filename: id,
        babelrc: false,
        configFile: false,
        sourceMaps: true,
        parserOpts: { plugins: ['typescript', 'jsx'] },
        plugins: ['@lingui/babel-plugin-lingui-macro'],
      })
      return made && { code: made.code ?? '', map: made.map }
    },
  }
}
