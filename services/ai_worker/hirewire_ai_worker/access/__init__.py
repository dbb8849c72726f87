"""Who may have documents read."""
