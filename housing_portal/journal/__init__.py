"""The append-only diary of who did what, attachments with their digest, and number sequences."""
