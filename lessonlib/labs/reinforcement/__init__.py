"""Learning from rewards: values on a grid, learning from transitions, Q-networks, returns, policies and critics."""
