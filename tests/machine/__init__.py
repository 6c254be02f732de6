"""The sync as a machine: random histories of people, faults, kills and freezes, and what holds at rest."""
