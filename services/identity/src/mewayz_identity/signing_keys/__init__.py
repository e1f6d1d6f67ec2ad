"""Signing keys: the Ed25519 keys of access and service tokens, published as a JWK set, rotated without a gap."""
