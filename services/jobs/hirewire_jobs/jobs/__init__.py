"""Jobs: written by people or read from an ad, then published, held, closed and archived."""
