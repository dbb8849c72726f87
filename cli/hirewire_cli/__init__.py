"""The hirewire command for operators and scripts."""
