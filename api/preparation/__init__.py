"""From nothing to an assistant that answers: is there a model for the present data, and if not, train it elsewhere."""
