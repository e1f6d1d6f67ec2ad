import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'

const css = readFileSync('src/app/app.css', 'utf8')

function theme(name: string): Record<string, string> {
  const block = css.match(new RegExp(`\\[data-theme=.${name}.\\] \\{([^}]*)\\}`))?.[1] ?? ''
  return Object.fromEntries(
    [...block.matchAll(/--([a-z-]+): (#[0-9a-f]{6});/g)].map(([, key, value]) => [key, value]),
  )
}

function luminance(hex: string): number {
  const [r, g, b] = [1, 3, 5]
    .map((at) => Number.parseInt(hex.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4)) as [
    number,
    number,
    number,
  ]
  return 0.2126 * r + 0.7152 * g + 0.0722 * b
}

/** WCAG 2.1, contrast ratio. */
function contrast(one: string, other: string): number {
  const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number]
  return (light + 0.05) / (dark + 0.05)
}

const TEXT = ['ink', 'muted', 'accent', 'success', 'warning', 'danger']
const GROUNDS = ['bg', 'surface', 'raised']

test.each(['dark', 'light'])(
  '%s: every text is readable on every ground, every edge of a field is seen',
  (name) => {
    const tokens = theme(name)
    const at = (key: string) => tokens[key] ?? expect.fail(`no token ${key}`)
    for (const ground of GROUNDS) {
      for (const text of TEXT)
        expect(contrast(at(text), at(ground)), `${text} on ${ground}`).toBeGreaterThanOrEqual(4.5)
      for (const edge of ['field-line', 'graphic', 'accent'])
        expect(contrast(at(edge), at(ground)), `${edge} on ${ground}`).toBeGreaterThanOrEqual(3)
    }
    expect(contrast(at('on-primary'), at('primary'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(at('ink'), at('hover'))).toBeGreaterThanOrEqual(4.5)
    expect(contrast(at('muted'), at('hover'))).toBeGreaterThanOrEqual(4.5)
  },
)

test('both themes have the same tokens', () => {
  expect(Object.keys(theme('light'))).toEqual(Object.keys(theme('dark')))
  expect(Object.keys(theme('dark')).length).toBeGreaterThan(10)
})
