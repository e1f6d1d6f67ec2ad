"""Lists: what people subscribe to, each with its purpose and the words they agree to."""
