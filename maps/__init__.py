"""The page: one self-contained HTML file that shows a zone, its units and their sources."""
