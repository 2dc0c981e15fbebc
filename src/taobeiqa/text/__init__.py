"""Text on its own: script, sentences, words, quantities. Knows nothing of articles or questions."""
