"""Pages of figures and papers, one module per noun."""
