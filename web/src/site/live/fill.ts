/** What an element shows: a text, or what a function makes of it. */
export type Slot = string | ((element: HTMLElement) => void)
export interface Data {
  [name: string]: Slot | boolean | Data[]
}

/**
 * Put data into prerendered markup: `data-slot` is filled, `data-if` goes away where its name says nothing, and a
 * template with `data-each` is repeated for each row.
 */
export function fill(root: ParentNode, data: Data): void {
  for (const element of root.querySelectorAll<HTMLElement>('[data-if]')) {
    const value = data[element.dataset.if ?? '']
    if (!value || (Array.isArray(value) && value.length === 0)) element.remove()
  }
  for (const template of root.querySelectorAll<HTMLTemplateElement>('template[data-each]')) {
    const rows = data[template.dataset.each ?? '']
    if (!Array.isArray(rows)) continue
    const copies = rows.map((row) => {
      const copy = template.content.cloneNode(true) as DocumentFragment
      fill(copy, row)
      return copy
    })
    template.replaceWith(...copies)
  }
  for (const element of root.querySelectorAll<HTMLElement>('[data-slot]')) {
    const value = data[element.dataset.slot ?? '']
    if (typeof value === 'function') value(element)
    else if (typeof value === 'string') element.textContent = value
  }
}

/** A moment in the words of the reader, with the exact one beside it. */
export function moment(time: string, style: Intl.DateTimeFormatOptions): Slot {
  return (element) => {
    element.setAttribute('datetime', time)
    element.textContent = new Intl.DateTimeFormat(document.documentElement.lang, style).format(new Date(time))
  }
}
