"""A local Google Workspace: a real HTTP server over SQLite that speaks Google's REST JSON.

It imports nothing of the rest of the product. An emulator that shares the
product's model shares its mistakes.
"""
