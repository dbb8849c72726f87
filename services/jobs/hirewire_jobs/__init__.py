"""Recruiting: jobs and candidates."""
