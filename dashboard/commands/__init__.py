"""The commands that bring data in: one file a subject, each a thin layer over ``geodata``."""
