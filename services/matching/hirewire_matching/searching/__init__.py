"""Jobs and candidates that are near to some words in meaning."""
