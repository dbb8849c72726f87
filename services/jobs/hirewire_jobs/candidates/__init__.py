"""Candidates: written by people or read from a résumé."""
