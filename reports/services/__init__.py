"""Deeds on official documents and what goes with them; every one locks, checks, writes, and stands in the diary."""
