"""Finds what prose says of skills and knowledge, by a small trained network."""
