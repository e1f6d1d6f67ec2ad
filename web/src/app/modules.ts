import type { Module } from '~/lib/module'

const found = import.meta.glob<{ default: Module }>('../features/*/module.ts', { eager: true })

/** Every feature of the app; a folder with a `module.ts` is all that is needed to be here. */
export const modules: Module[] = Object.values(found).map((module) => module.default)
