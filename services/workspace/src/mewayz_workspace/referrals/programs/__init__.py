"""Referral programs: the rules by which bringing somebody is rewarded."""
