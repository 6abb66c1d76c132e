"""What runs a check and knows no exercise: cases in, a report out."""
