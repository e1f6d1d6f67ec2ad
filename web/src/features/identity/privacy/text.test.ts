import { expect, test } from 'vitest'
import { textOf } from './text'

test('a document is read as text: blocks are lines, entities characters, markup nothing', () => {
  expect(textOf('<h1>Terms</h1><p>You &amp; we<br>agree.</p><ul><li>One</li><li>Two</li></ul>')).toBe(
    'Terms\nYou & we\nagree.\nOne\nTwo',
  )
  expect(textOf('<p onclick="x()">a &lt;b&gt; &unknown;</p>')).toBe('a <b> &unknown;')
})
