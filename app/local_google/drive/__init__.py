"""Drive v3 of the local Google: files, who may reach them, and what changed.

Importing it registers its handlers.
"""

from app.local_google.drive import files as files
from app.local_google.drive import methods as methods
