/**
 * After the bundle: the public pages, the service worker, packed forms of every text file, and `web.json`, the one
 * list of addresses and headers that the gateway reads.
 */
import { createHash } from 'node:crypto'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'
import { lingui } from '@lingui/vite-plugin'
import { build, type Plugin, type ResolvedConfig, runnerImport } from 'vite'
import type { Made } from '../src/site/document'
import { macros } from './macros'

const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "media-src 'self' blob:",
  "frame-src 'self'",
  "worker-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
  'trusted-types mw-sw',
].join('; ')

const HEADERS = {
  'content-security-policy': POLICY,
  'cross-origin-opener-policy': 'same-origin',
  'permissions-policy': 'camera=(), geolocation=(), microphone=(), payment=(), usb=()',
}
/**
 * What others wrote is shown in a document that has no origin, reaches nothing and may be styled: `public/frame.js`
 * puts there what the page around it sends.
 */
const FRAME = {
  'content-security-policy':
    "sandbox allow-scripts; default-src 'none'; script-src 'self'; style-src 'unsafe-inline'; " +
    "img-src https: data:; base-uri 'none'; form-action 'none'; frame-ancestors 'self'",
}
const TEXT = /\.(css|html|js|json|svg|webmanifest)$/

export function site(): Plugin {
  let config: ResolvedConfig
  return {
    name: 'site',
    apply: 'build',
    configResolved(resolved) {
      config = resolved
    },
    async closeBundle() {
      const out = config.build.outDir
      const document = await readFile(join(out, 'app.html'), 'utf8')
      const font = await fonts(out)
      const files = ['/app.html', '/boot.js', ...new Set(document.match(/\/assets\/[^"]+/g) ?? []), ...font]
      const id = createHash('sha256').update(document).digest('hex').slice(0, 12)
      const { paths } = (
        await runnerImport<typeof import('../src/app/paths')>('./src/app/paths.ts', bare(config))
      ).module
      const styles = document.match(/\/assets\/[^"]+\.css/)?.[0] ?? ''
      const colour = document.match(/"theme-color" content="([^"]+)"/)?.[1] ?? ''
      const languages = document.match(/data-languages="([^"]+)"/)?.[1]?.split(' ') ?? []
      const site = await prerender(out, config, { styles, colour, font: font[0] ?? '', languages })
      await bundle(out, 'src/sw/sw.ts', 'sw.js', { id, files, pages: paths })
      await writeFile(join(out, '404.html'), document)
      await writeFile(
        join(out, 'web.json'),
        JSON.stringify(
          { build: id, headers: HEADERS, documents: { '/frame.html': FRAME }, app: paths, site, languages },
          null,
          2,
        ),
      )
      await pack(out)
    },
  }
}

const bare = ({ root, resolve }: ResolvedConfig) => ({
  configFile: false as const,
  root,
  resolve: { alias: resolve.alias },
  plugins: [macros(), lingui()],
})

async function fonts(out: string): Promise<string[]> {
  return (await readdir(join(out, 'assets')))
    .filter((name) => name.endsWith('.woff2'))
    .map((name) => `/assets/${name}`)
}

/** The public pages: documents made once, from the same components, with one small script of their own. */
async function prerender(
  out: string,
  config: ResolvedConfig,
  made: Omit<Made, 'script'>,
): Promise<Record<string, string>> {
  const script = await bundle(out, 'src/site/live/main.ts', 'assets/site-[hash].js')
  const { module } = await runnerImport<typeof import('../src/site/render')>(
    './src/site/render.tsx',
    bare(config),
  )
  const { files, paths } = module.render({ ...made, script: `/${script}` })
  for (const language of made.languages) await mkdir(join(out, 'site', language), { recursive: true })
  for (const [name, html] of files) await writeFile(join(out, 'site', name), html)
  return paths
}

/** A script of its own, which shares nothing with the app's; answers its name. */
async function bundle(out: string, input: string, name: string, made: object = {}): Promise<string> {
  const result = await build({
    configFile: false,
    logLevel: 'warn',
    publicDir: false,
    resolve: { alias: { '~': fileURLToPath(new URL('../src', import.meta.url)) } },
    define: { __BUILD__: JSON.stringify(made) },
    build: {
      outDir: out,
      emptyOutDir: false,
      modulePreload: { polyfill: false },
      rollupOptions: { input, output: { entryFileNames: name, format: 'es' } },
    },
  })
  const [chunk] = 'output' in result ? result.output : []
  return chunk?.fileName ?? name
}

async function pack(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !TEXT.test(entry.name)) continue
    const path = join(entry.parentPath, entry.name)
    const body = await readFile(path)
    const best = { params: { [constants.BROTLI_PARAM_QUALITY]: 11 } }
    await writeFile(`${path}.br`, brotliCompressSync(body, best))
    await writeFile(`${path}.gz`, gzipSync(body, { level: 9 }))
  }
}
