"""Sheets v4 of the local Google. Importing this registers its methods and its hooks with Drive."""

from app.local_google.sheets import batch, edit, exchange, filters, metadata, spreadsheets, values

__all__ = ["batch", "edit", "exchange", "filters", "metadata", "spreadsheets", "values"]
