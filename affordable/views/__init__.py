"""Pages of the ledgers, one file per noun."""
