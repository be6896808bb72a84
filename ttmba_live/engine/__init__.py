"""Time: voices, mixer, ring buffer, render thread."""
