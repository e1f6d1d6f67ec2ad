"""Media: the library of a workspace, from signed upload to public or signed link."""
