"""Bulk import of résumés: a flow of many messages with one end."""
