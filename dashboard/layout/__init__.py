"""The page, one file a region; plain components, no callbacks."""
