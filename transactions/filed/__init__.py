"""Prices on file, and what homes are worth at them."""
