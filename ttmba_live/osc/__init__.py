"""The OSC namespace as one table, decoding, server, feedback, other programs' spellings."""
