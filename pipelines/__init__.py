"""Cleans pages and keeps them."""
