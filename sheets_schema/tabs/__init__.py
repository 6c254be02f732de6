"""One file a tab or family of tabs. A tab says what it holds; how it is made or read is said elsewhere."""
