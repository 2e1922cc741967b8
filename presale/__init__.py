"""Presale-fund escrow (商品房预售资金监管)."""
