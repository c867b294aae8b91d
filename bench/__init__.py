"""Measurements against ../shared; each says so and stops where that is absent."""
