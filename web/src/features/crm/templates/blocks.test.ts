import { expect, it } from 'vitest'
import { added, type BlockType, newBlock, place } from './blocks'

const types = (blocks: ReturnType<typeof added>) => blocks.map(({ block }) => block.type)
const of = (...names: BlockType[]) => names.map((name) => place(newBlock(name)))

it('adds before a footer', () => {
  expect(types(added(of('text', 'footer'), 'button'))).toEqual(['text', 'button', 'footer'])
  expect(types(added(of('text'), 'footer'))).toEqual(['text', 'footer'])
  expect(types(added([], 'heading'))).toEqual(['heading'])
})
