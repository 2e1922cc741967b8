"""Excel: official forms, streamed lists, and the careful reading of tables as offices send them."""
