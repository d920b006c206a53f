"""The one error type that is meant for people."""


class FrontmapError(Exception):
    """Input is at fault; the message is one sentence: what, where, what would be right."""
