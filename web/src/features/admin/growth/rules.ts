/** What staff may decide next, by the state of a thing; the server's state tables have the last word. */
export type AffiliateDecision = 'approve' | 'reject' | 'suspend' | 'reinstate'
export type AttributionDecision = 'flag' | 'clear' | 'reject'

const AFFILIATE: Record<string, AffiliateDecision[]> = {
  applied: ['approve', 'reject'],
  approved: ['suspend'],
  suspended: ['reinstate'],
}
const ATTRIBUTION: Record<string, AttributionDecision[]> = {
  attributed: ['flag', 'reject'],
  qualified: ['flag'],
  flagged: ['clear', 'reject'],
}
const REWARD = ['pending', 'approved', 'booked']

export const decisionsOnAffiliate = (state: string) => AFFILIATE[state] ?? []
export const decisionsOnAttribution = (state: string) => ATTRIBUTION[state] ?? []
export const canTakeBack = (state: string) => REWARD.includes(state)
