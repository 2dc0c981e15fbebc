"""Passages found for a question: encoders, lexical terms, vectors, the index on disk, fused search."""
