import { expect, it } from 'vitest'
import { added, type BlockType, moved, newBlock, place } from './blocks'

const types = (blocks: ReturnType<typeof added>) => blocks.map(({ block }) => block.type)
const of = (...names: BlockType[]) => names.map((name) => place(newBlock(name)))

it('adds before a footer', () => {
  expect(types(added(of('text', 'footer'), 'button'))).toEqual(['text', 'button', 'footer'])
  expect(types(added(of('text'), 'footer'))).toEqual(['text', 'footer'])
  expect(types(added([], 'heading'))).toEqual(['heading'])
})

it('moves a block by one place, and not over the ends', () => {
  const blocks = of('heading', 'text', 'button')
  expect(types(moved(blocks, 0, 1))).toEqual(['text', 'heading', 'button'])
  expect(types(moved(blocks, 2, -1))).toEqual(['heading', 'button', 'text'])
  expect(moved(blocks, 0, -1)).toBe(blocks)
  expect(moved(blocks, 2, 1)).toBe(blocks)
})
