import { safeHref } from '~/lib/safe'

/**
 * Nodes of HTML that the server has sanitised. The policy of this site lets no script parse markup into a page, so
 * the text is read here and only what is known is made: an element or an attribute that is not listed is left out.
 */
export function toNodes(html: string): DocumentFragment {
  const root = document.createDocumentFragment()
  const open: ParentNode[] = [root]
  for (const [, end, name = '', attributes = '', text] of html.matchAll(PARTS)) {
    const parent = open.at(-1) ?? root
    // The page has its one h1 already.
    const tag = name.toLowerCase().replace(/^h1$/, 'h2')
    if (text !== undefined) parent.append(decode(text))
    else if (!TAGS.has(tag)) continue
    else if (end) {
      const at = open.findLastIndex((node) => node instanceof Element && node.localName === tag)
      if (at > 0) open.length = at
    } else {
      const element = make(tag, attributes)
      parent.append(element)
      if (!VOID.has(tag)) open.push(element)
    }
  }
  return root
}

const PARTS = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-z-]+(?:="[^"]*")?)*)\s*\/?>|([^<]+)/gi
const ATTRIBUTE = /([a-z-]+)="([^"]*)"/gi
const VOID = new Set(['br', 'hr', 'img'])
const TAGS = new Set(
  'a abbr b blockquote br code dd del div dl dt em h2 h3 h4 h5 h6 hr i img ins kbd li ol p pre q s small span strong sub sup table tbody td tfoot th thead tr u ul'.split(
    ' ',
  ),
)
const ATTRIBUTES = new Set(['alt', 'colspan', 'dir', 'lang', 'rowspan', 'src', 'start', 'title'])
const ENTITIES: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: '\u00a0' }

function make(tag: string, attributes: string): HTMLElement {
  const element = document.createElement(tag)
  for (const [, name = '', value = ''] of attributes.matchAll(ATTRIBUTE)) {
    if (name === 'href') {
      const address = safeHref(decode(value))
      if (address) element.setAttribute('href', address)
      element.setAttribute('rel', 'noopener noreferrer')
    } else if (ATTRIBUTES.has(name)) element.setAttribute(name, decode(value))
  }
  return element
}

function decode(text: string): string {
  return text.replace(/&(amp|lt|gt|quot|nbsp);/g, (_, name: string) => ENTITIES[name] ?? '')
}
