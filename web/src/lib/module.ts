import type { MessageDescriptor } from '@lingui/core'
import type { LucideIcon } from 'lucide-react'
import type { ComponentType } from 'react'

/**
 * What a feature folder adds to the app; `app/modules.ts` finds them by their file name. Its entries of the navigation and
 * of quick create stand in a `nav.ts` beside it, which comes with the shell: they are no part of the first script.
 */
export interface Module {
  /** Name of the folder, and of the catalog of its texts. */
  name: string
  routes: PageRoute[]
}

/**
 * Who may see a page: everybody (`open`), only strangers (`strangers`), a person (`account`), a member of the
 * chosen workspace (`workspace`), the same without everything around it (`setup`), staff of the platform (`staff`).
 */
export type Realm = 'open' | 'strangers' | 'account' | 'setup' | 'workspace' | 'staff'

export interface PageRoute {
  path: string
  realm: Realm
  load: () => Promise<{ default: ComponentType }>
  /** Features whose `embed.tsx` the page shows. */
  catalogs?: string[]
}

export type Group = 'home' | 'customers' | 'workspace'

export interface NavEntry {
  to: string
  /** Only this very address is the entry, none below it. */
  end?: boolean
  label: MessageDescriptor
  icon: LucideIcon
  group: Group
  /** Key of `/workspace/navigation` that must be there; without it the entry always is. */
  module?: string
  permission?: string
  /** Key of the shortcut `g` + letter. */
  key?: string
}

/** An entry of the staff area; each feature may have some in its `office.ts`. */
export type OfficeEntry = Pick<NavEntry, 'to' | 'label' | 'icon' | 'permission'>

export interface QuickCreate {
  id: string
  label: MessageDescriptor
  icon: LucideIcon
  to: string
  module: string
  permission: string
}
