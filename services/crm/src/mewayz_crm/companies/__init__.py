"""Companies: the firms that contacts work for and deals are made with."""
