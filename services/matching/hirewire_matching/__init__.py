"""Profiles, vectors, ranking and explanations."""
