// PNG icons from the two SVGs, drawn by a browser; run again when a picture changes: node scripts/icons.mjs chromium
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

const browser = process.argv[2] ?? 'chromium'
const folder = fileURLToPath(new URL('../public/', import.meta.url))
const page = join(mkdtempSync(join(tmpdir(), 'icons-')), 'icon.html')

function draw(source, size, name) {
  const picture = readFileSync(join(folder, source)).toString('base64')
  writeFileSync(
    page,
    `<body style="margin:0"><img width=${size} height=${size} style="display:block" src="data:image/svg+xml;base64,${picture}">`,
  )

  execFileSync(
    browser,
    [
      '--headless',
      '--no-sandbox',
      '--hide-scrollbars',
      '--default-background-color=00000000',
      `--window-size=${size},${size}`,
      `--screenshot=${join(folder, 'icons', name)}`,
      `file://${page}`,
    ],
    { stdio: 'ignore' },
  )
}

for (const size of [72, 96, 128, 180, 192, 512]) draw('icon.svg', size, `${size}.png`)
for (const size of [192, 512]) draw('icon-maskable.svg', size, `maskable-${size}.png`)
