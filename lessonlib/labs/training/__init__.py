"""What makes a network learn: its start, its inputs, penalties, dropout, when to stop."""
