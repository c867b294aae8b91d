"""The spiders: one way of getting pages each."""
