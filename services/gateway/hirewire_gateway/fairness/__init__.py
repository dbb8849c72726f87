"""What people say of themselves for statistics alone, and what it says of our rankings."""
