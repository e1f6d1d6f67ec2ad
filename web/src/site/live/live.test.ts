// @vitest-environment jsdom
import { expect, test } from 'vitest'
import { fill } from './fill'
import { toNodes } from './html'

function shown(html: string): string {
  const root = document.createElement('div')
  root.append(toNodes(html))
  return root.innerHTML
}

test('texts of staff come as they were written', () => {
  const text = '<h2>First</h2>\n<p>One &amp; <em>two</em><br>three &lt;b&gt;</p><ul><li>a</li><li>b</li></ul>'
  expect(shown(text)).toBe(text)
  expect(shown('<table><tbody><tr><td colspan="2">x > y</td></tr></tbody></table>')).toContain('x &gt; y')
  expect(shown('<a href="https://example.com/?a=1&amp;b=2" rel="nofollow">there</a>')).toBe(
    '<a href="https://example.com/?a=1&amp;b=2" rel="noopener noreferrer">there</a>',
  )
})

test('what could run is not made, whatever the server says', () => {
  expect(shown('<script>alert(1)</script>')).toBe('alert(1)')
  expect(shown('<img src="/a.png" alt="a" onerror="alert(1)">')).toBe('<img src="/a.png" alt="a">')
  expect(shown('<a href="javascript:alert(1)">x</a>')).toBe('<a rel="noopener noreferrer">x</a>')
  expect(shown('<iframe src="https://example.com"></iframe><p style="color: red">x</p>')).toBe('<p>x</p>')
  expect(shown('<h1>one</h1></p></div><p>left open')).toBe('<h2>one</h2><p>left open</p>')
})

test('markup is filled: texts, what is so, and rows within rows', () => {
  const root = document.createElement('div')
  root.innerHTML = `<p data-if="sale">on sale</p><p data-if="gone">gone</p><p data-if="none">none</p>
    <template data-each="plans"><h3 data-slot="name"></h3><template data-each="features"><i data-slot="label"></i></template></template>`
  const features = [{ label: '<b>a</b>' }, { label: 'b' }]
  fill(root, { sale: true, gone: false, none: [], plans: [{ name: 'Free', features }] })
  expect(root.innerHTML.replace(/\s+/g, ' ')).toBe(
    '<p data-if="sale">on sale</p> <h3 data-slot="name">Free</h3><i data-slot="label">&lt;b&gt;a&lt;/b&gt;</i><i data-slot="label">b</i>',
  )
})
