"""The messages between Hirewire's services."""
