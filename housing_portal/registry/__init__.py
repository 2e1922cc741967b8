"""Master data that every area points to: districts, organizations, policy documents, the work calendar."""
