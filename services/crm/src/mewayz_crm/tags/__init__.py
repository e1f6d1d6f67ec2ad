"""Tags: short labels that any record of the CRM can carry."""
