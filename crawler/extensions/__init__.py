"""What a run shows and writes beside the archive."""
