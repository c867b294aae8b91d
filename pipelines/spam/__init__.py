"""Tells spam from text, with reasons."""
