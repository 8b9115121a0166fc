"""seedlite: neural networks for microcontrollers whose weights are regenerated while they infer."""
