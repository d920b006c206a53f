"""The commands: one file a command, each a thin layer over ``geodata`` and the page's parts."""
