"""People, the units they belong to, and what their roles allow."""
