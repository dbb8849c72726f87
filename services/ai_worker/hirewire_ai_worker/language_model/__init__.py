"""A language model as a second reader. What it says counts only with a quote that is there."""
