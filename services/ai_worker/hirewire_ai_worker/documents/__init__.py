"""Documents on their way from a file or a text to facts."""
