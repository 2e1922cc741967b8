"""One module per kind of paper. Each turns an IndicatorSet into a Paper; none of them computes a figure."""
