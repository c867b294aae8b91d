"""Steps of sources that no preset fits; a source file names them as ``spider``."""
