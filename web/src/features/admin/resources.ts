import { type RowOf, resource } from '~/api/resource'

const IDENTITY = '/api/v1/identity/admin'
const WORKSPACE = '/api/v1/workspace/admin'

export const users = resource(`${IDENTITY}/users`)
export const staffMembers = resource(`${IDENTITY}/staff-members`)
export const staffRoles = resource(`${IDENTITY}/staff-roles`)
export const impersonations = resource(`${IDENTITY}/impersonations`)
export const erasures = resource(`${IDENTITY}/erasures`)
export const securityEvents = resource(`${IDENTITY}/security-events`)
export const signingKeys = resource(`${IDENTITY}/signing-keys`)
export const providers = resource(`${IDENTITY}/identity-providers`)

export const workspaces = resource(`${WORKSPACE}/workspaces`)
export const overrides = resource(`${WORKSPACE}/overrides`)
export const plans = resource(`${WORKSPACE}/plans`)
export const bundles = resource(`${WORKSPACE}/bundles`)
export const planChanges = resource(`${WORKSPACE}/plan-changes`)
export const goals = resource(`${WORKSPACE}/goals`)
export const features = resource(`${WORKSPACE}/features`)
export const industries = resource(`${WORKSPACE}/industries`)
export const promotions = resource(`${WORKSPACE}/promotions`)
export const tickets = resource(`${WORKSPACE}/tickets`)
export const contactRequests = resource(`${WORKSPACE}/contact-requests`)
export const announcements = resource(`${WORKSPACE}/announcements`)
export const contentPages = resource(`${WORKSPACE}/content-pages`)
export const articles = resource(`${WORKSPACE}/kb-articles`)
export const legalDocuments = resource(`${WORKSPACE}/legal-documents`)
export const mailTemplates = resource(`${WORKSPACE}/mail-templates`)
export const mailMessages = resource(`${WORKSPACE}/mail-messages`)
export const integrations = resource(`${WORKSPACE}/integrations`)
export const flags = resource(`${WORKSPACE}/feature-flags`)
export const incidents = resource(`${WORKSPACE}/status-incidents`)
export const auditEntries = resource(`${WORKSPACE}/audit-entries`)
export const programs = resource(`${WORKSPACE}/referral-programs`)
export const affiliates = resource(`${WORKSPACE}/affiliates`)
export const attributions = resource(`${WORKSPACE}/attributions`)
export const rewards = resource(`${WORKSPACE}/rewards`)
export const settings = resource(`${WORKSPACE}/settings`)

export type User = RowOf<`${typeof IDENTITY}/users`>
export type Space = RowOf<`${typeof WORKSPACE}/workspaces`>
export type Offer = RowOf<`${typeof WORKSPACE}/plans`>
export type PlanChange = RowOf<`${typeof WORKSPACE}/plan-changes`>
export type Ticket = RowOf<`${typeof WORKSPACE}/tickets`>
