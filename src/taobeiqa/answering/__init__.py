"""From retrieved passages to a cited answer, or to an honest abstention."""
