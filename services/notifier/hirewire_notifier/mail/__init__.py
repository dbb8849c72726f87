"""The channel e-mail: from a notification to the mail server."""
