"""Members: who of a workspace can look after records now, as workspace's events tell it."""
