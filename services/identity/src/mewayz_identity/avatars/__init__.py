"""Avatars: pictures of people, decoded and written anew."""
