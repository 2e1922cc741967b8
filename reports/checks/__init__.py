"""勾稽 of figures: what does not fit together among the records."""
