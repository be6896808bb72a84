"""Words to events: event lines exactly; other text by the planners that `app` chooses."""
