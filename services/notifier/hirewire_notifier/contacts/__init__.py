"""Whom to tell, and where they can be reached."""
