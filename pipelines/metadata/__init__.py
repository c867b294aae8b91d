"""Title, date, source, people, place and campaign of a page."""
