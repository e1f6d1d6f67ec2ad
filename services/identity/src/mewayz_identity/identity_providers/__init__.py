"""Identity providers: outside accounts people may sign in with, as the operator has set them up."""
