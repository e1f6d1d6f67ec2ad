/** The blocks of a template: what a new one holds, and how one moves. */
import type { Template } from '../resources'

export type Block = NonNullable<Template['blocks']>[number]
export type BlockType = Block['type']
/** A block while it is edited; its key stays with it when it moves. */
export interface Placed {
  key: string
  block: Block
}

export const TYPES: BlockType[] = ['heading', 'text', 'button', 'image', 'divider', 'footer']

export function newBlock(type: BlockType): Block {
  switch (type) {
    case 'heading':
      return { type, text: '', level: 1 }
    case 'text':
      return { type, text: '' }
    case 'button':
      return { type, label: '', url: 'https://' }
    case 'image':
      return { type, url: 'https://', alt: '', width: 600 }
    case 'divider':
      return { type }
    case 'footer':
      return { type, unsubscribe: 'Unsubscribe', preferences: 'Preferences' }
  }
}

export const place = (block: Block): Placed => ({ key: crypto.randomUUID(), block })

/** A footer is last, whatever is added. */
export function added(blocks: Placed[], type: BlockType): Placed[] {
  const last = blocks.at(-1)
  const one = place(newBlock(type))
  return last?.block.type === 'footer' && type !== 'footer'
    ? [...blocks.slice(0, -1), one, last]
    : [...blocks, one]
}
