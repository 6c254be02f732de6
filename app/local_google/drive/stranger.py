"""A spreadsheet of somebody else's that is in every world, as it is at Google.

Test suites of other people's programs ask for it by its id, to see how a refusal looks.
"""

from app.local_google.drive import access, files
from app.local_google.world import World

ID = "1jIKzPs8LsiZZdLdeMEP-5ZIHw6RkjiOmj1LrJN706Yc"
OWNER = "stranger@elsewhere.test"


def settle(world: World) -> None:
    """Make the stranger's spreadsheet, if it is not there."""
    with world.transaction():
        if access.stored(world, ID) is None:
            files.create_file(world, OWNER, files.SHEET, "Private", id=ID)
