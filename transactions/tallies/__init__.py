"""What is known of a large table without counting it."""
