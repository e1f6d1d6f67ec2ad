import { setupI18n } from '@lingui/core'
import { expect, test } from 'vitest'
// @ts-expect-error A script without types.
import { wrong } from '../../scripts/texts.mjs'
import { lengthen } from './pseudo'

const says = (message: unknown, values = {}) => {
  const messages = lengthen({ text: message } as never)
  return setupI18n({ locale: 'en', messages: { en: messages } })._('text', values)
}

test('every text has accents and is longer by 40 %', () => {
  expect(says(['Ten letters'])).toBe('Ťéñ ĺéťťéřš ····')
})

test('values, tags and numbers stay as they are', () => {
  expect(says(['<0>Hi</0> ', ['name']], { name: 'Ada' })).toMatch(/^<0>Ĥí<\/0> Ada ·+$/)
  expect(says([['n', 'number', { style: 'percent' }]], { n: 0.5 })).toMatch(/^50% ·+$/)
})

test('choices keep their cases', () => {
  const plural = [['n', 'plural', { one: ['#', ' day'], other: ['#', ' days'] }]]
  expect(says(plural, { n: 1 })).toMatch(/^1 đáý ·+$/)
  expect(says(plural, { n: 7 })).toMatch(/^7 đáýš ·+$/)
})

test('a translation says all that its source does, in cases that its language has', () => {
  expect(wrong('{0} of <0>{name}</0>', '<0>{name}</0>: {0}', 'de')).toBeNull()
  expect(wrong('{0} of {name}', 'von {name}', 'de')).toContain('{0}')
  expect(wrong('<0>Read</0> it', 'Lesen Sie es', 'de')).toContain('<0>')
  expect(
    wrong('{n, plural, one {# day} other {# days}}', '{n, plural, one {# Tag} other {# Tage}}', 'de'),
  ).toBeNull()
  expect(wrong('{n, plural, other {# days}}', '{n, plural, few {# Tage} other {# Tage}}', 'de')).toContain(
    'few',
  )
})
