"""The print map: one A4 page, drawn with matplotlib's object interface."""
