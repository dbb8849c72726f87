"""Search over the read models: what words mean, what is found by them, and where it stands."""
