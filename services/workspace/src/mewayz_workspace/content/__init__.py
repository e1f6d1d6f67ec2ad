"""Content of the platform: knowledge base, pages, legal texts, incidents; Markdown, sanitised when it is written."""
