"""The rules of the model gate, a module for each kind of mistake; `mediation.engine.lint` puts them together."""
