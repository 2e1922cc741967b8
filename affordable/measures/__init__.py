"""The figures of the programme, by noun; the catalogue joins them."""
