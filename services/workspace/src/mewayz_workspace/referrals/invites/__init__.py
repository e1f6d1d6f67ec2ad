"""Referral invites: mails to people one would like to bring."""
