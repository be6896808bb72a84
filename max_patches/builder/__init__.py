"""Makes the Max patches. Knows Max's objects by their reference pages; knows no daemon."""
