"""Drive v3 of the local Google: files, who may reach them, and what changed.

Importing it registers its handlers.
"""

from app.local_google.drive import about as about
from app.local_google.drive import changes as changes
from app.local_google.drive import listing as listing
from app.local_google.drive import methods as methods
from app.local_google.drive import older as older
from app.local_google.drive import permissions as permissions
from app.local_google.drive import watch as watch
