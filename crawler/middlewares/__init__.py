"""What every request and response passes: scope, politeness, limits, and what is no article."""
