"""What happened, written for a DAW."""
