"""Knowledge base: articles that everybody reads and people vote on."""
