"""Holdfast: keeps a case manager's workbook, calendar, forms and mail in agreement."""
