"""Sentence vectors on CPU."""
