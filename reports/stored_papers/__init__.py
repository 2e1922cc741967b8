"""Papers about one record: drawn once, kept as bytes, handed out ever after."""
