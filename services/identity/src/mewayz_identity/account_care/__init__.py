"""Account care: reminders to prove an address, removal of accounts nobody claimed, and addresses that bounce."""
