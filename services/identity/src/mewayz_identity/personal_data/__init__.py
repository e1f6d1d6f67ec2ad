"""Personal data: what identity erases and hands over beyond the rows that belong to one person alone."""
