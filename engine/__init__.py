"""The numbers of Gradient Lab: layers, losses, update rules, data. Usable from a notebook."""
