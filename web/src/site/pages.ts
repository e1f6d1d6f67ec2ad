import type { MessageDescriptor } from '@lingui/core'
import { msg } from '@lingui/core/macro'
import type { ComponentType } from 'react'
import { About } from './pages/about'
import { Articles, Blog, LegalTexts } from './pages/articles'
import { Bundle } from './pages/bundle'
import { Contact } from './pages/contact'
import { Changes, Questions } from './pages/entries'
import { Features } from './pages/features'
import { Landing } from './pages/landing'
import { Pricing } from './pages/pricing'
import { Status } from './pages/status'

/** A page that everybody can read without the app. */
export interface SitePage {
  /** Its address; `:slug` stands for any one word, as in `module.ts`. */
  path: string
  /** Its file below `dist/site`. */
  file: string
  title: MessageDescriptor
  /** What search engines and previews say of it. */
  description: MessageDescriptor
  Body: ComponentType
}

export const pages: SitePage[] = [
  {
    path: '/',
    file: 'index.html',
    title: msg`Mewayz: one platform for a small business`,
    description: msg`Customers, deals, mail, team and numbers in one place, on the phone and at the desk.`,
    Body: Landing,
  },
  {
    path: '/features',
    file: 'features.html',
    title: msg`Features`,
    description: msg`What Mewayz does for customers, sales, mail, numbers and teams, and what developers can build on.`,
    Body: Features,
  },
  {
    path: '/pricing',
    file: 'pricing.html',
    title: msg`Pricing`,
    description: msg`Plans and bundles of Mewayz with the prices of today, by month and by year.`,
    Body: Pricing,
  },
  {
    path: '/about',
    file: 'about.html',
    title: msg`About`,
    description: msg`What Mewayz is, how it is built and what it promises about your data.`,
    Body: About,
  },
  {
    path: '/contact',
    file: 'contact.html',
    title: msg`Contact`,
    description: msg`Ask the people behind Mewayz a question.`,
    Body: Contact,
  },
  {
    path: '/status',
    file: 'status.html',
    title: msg`Status`,
    description: msg`Whether everything works now, and what did not lately.`,
    Body: Status,
  },
  {
    path: '/bundles/:key',
    file: 'bundle.html',
    title: msg`Bundle`,
    description: msg`What a bundle of Mewayz holds, with its price of today.`,
    Body: Bundle,
  },
  {
    path: '/faq',
    file: 'faq.html',
    title: msg`Questions and answers`,
    description: msg`What people ask about Mewayz most often.`,
    Body: Questions,
  },
  {
    path: '/changelog',
    file: 'changelog.html',
    title: msg`What is new`,
    description: msg`What has changed in Mewayz, the newest first.`,
    Body: Changes,
  },
  ...['/blog', '/blog/:slug'].map((path) => ({
    path,
    file: 'blog.html',
    title: msg`Blog`,
    description: msg`What the people behind Mewayz write.`,
    Body: Blog,
  })),
  ...['/help', '/help/:slug'].map((path) => ({
    path,
    file: 'help.html',
    title: msg`Help`,
    description: msg`Articles about working with Mewayz.`,
    Body: Articles,
  })),
  ...['/legal', '/legal/:kind'].map((path) => ({
    path,
    file: 'legal.html',
    title: msg`Legal`,
    description: msg`Terms, privacy and other legal texts of this platform.`,
    Body: LegalTexts,
  })),
]
