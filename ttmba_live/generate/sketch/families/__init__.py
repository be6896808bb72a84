"""Recipes by family. Each file is a table of them with what only they need."""
