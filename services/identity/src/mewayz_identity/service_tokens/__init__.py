"""Service tokens: how a service that acts on its own proves to the others which one it is."""
