"""Plain functions for the shared benchmarks."""
