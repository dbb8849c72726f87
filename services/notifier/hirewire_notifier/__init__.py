"""Notifications: e-mail and in-app."""
