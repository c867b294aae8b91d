"""Undoes what mirrors do to a text."""
