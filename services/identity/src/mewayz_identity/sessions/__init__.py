"""Sessions: where a person is signed in, and ending that."""
