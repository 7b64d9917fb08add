"""What each page shows, as plain data; templates only loop and test."""
