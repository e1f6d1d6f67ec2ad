"""Mail templates: the words and looks of mails, in versions that never change."""
