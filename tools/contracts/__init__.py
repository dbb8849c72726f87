"""Generates what other programs need to know of Hirewire's messages, and guards it."""
