"""Pure builders: data in, plotly figures as plain dicts out. Nothing here imports Dash."""
