"""Scripts that make the data files; each says its command."""
