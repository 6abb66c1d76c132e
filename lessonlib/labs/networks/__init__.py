"""What a network computes, forwards and backwards."""
