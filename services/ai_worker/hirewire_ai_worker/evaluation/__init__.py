"""Measures the extraction on labelled documents and fits its confidence to them."""
