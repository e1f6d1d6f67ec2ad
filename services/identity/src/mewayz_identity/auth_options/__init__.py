"""Auth options: what a sign-in page may offer on this installation."""
