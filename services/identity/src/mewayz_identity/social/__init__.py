"""Social sign-in: coming in by an account elsewhere, by OpenID Connect or OAuth 2."""
