"""Pages for people: HTML over the same world that the APIs serve. No API rules are decided here."""
