"""Everything that shows the data: the page, the print map, the routes and the command."""
