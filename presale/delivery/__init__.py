"""保交房: the ledger of troubled estates, task forces, special loans, handover home by home."""
