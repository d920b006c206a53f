"""Figures as plain dictionaries: built from readings and frames, without Dash."""
