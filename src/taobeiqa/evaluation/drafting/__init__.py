"""Proposing questions for an article: by rule, in Chinese and in English, and with a language model."""
