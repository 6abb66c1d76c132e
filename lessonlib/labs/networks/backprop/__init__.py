"""The backward pass, number by number: through scalar graphs, and through layers."""
