"""Articles on disk and their passages."""
