"""Verbs of the building table, of contracts and of the market, by noun."""
