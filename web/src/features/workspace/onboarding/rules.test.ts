import { expect, test } from 'vitest'
import { addresses, withFeature, withoutFeature } from './rules'

const all = [
  { slug: 'contacts', requires: [] },
  { slug: 'pipelines', requires: ['contacts'] },
  { slug: 'forecast', requires: ['pipelines'] },
  { slug: 'media', requires: [] },
]

test('a feature brings what it needs, in the order of the catalogue', () => {
  expect(withFeature(['media'], 'forecast', all)).toEqual(['contacts', 'pipelines', 'forecast', 'media'])
})

test('what nothing stands on any more falls with it', () => {
  expect(withoutFeature(['contacts', 'pipelines', 'forecast', 'media'], 'contacts', all)).toEqual(['media'])
  expect(withoutFeature(['contacts', 'pipelines'], 'pipelines', all)).toEqual(['contacts'])
})

test('addresses are found in what somebody pasted, each once', () => {
  expect(addresses('Ada <ada@x.test>, bob@x.test;\nADA@x.test nobody')).toEqual(['ada@x.test', 'bob@x.test'])
})
