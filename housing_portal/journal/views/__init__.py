"""Pages of the diary and of the export register."""
