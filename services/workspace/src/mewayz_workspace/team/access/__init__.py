"""Access: who may do what in a workspace, for the gateway and for the person."""
