"""Centralization-aware training: the regenerated weights stay what they are, and whatever else a
network has learns to live with them. All but `settings` needs TensorFlow."""
