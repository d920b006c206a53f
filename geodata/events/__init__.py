"""Events: the schema that all of them share, and one reader a format."""
