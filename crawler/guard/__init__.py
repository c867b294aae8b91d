"""The way to the net: which addresses may be connected to, and how much may come back."""
