"""The embedded dataset: facts on Afghanistan in summer 2021 and the script that makes them."""
