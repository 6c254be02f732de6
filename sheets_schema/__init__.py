"""What a caseload workbook is: its tabs, its columns, who writes and who sees each.

Pure values and functions of values. No input or output, no clock, nothing of `app`.
"""
