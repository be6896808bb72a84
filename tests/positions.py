"""Positions and angles as hypothesis draws them."""

from hypothesis import strategies as st

from ttmba_live.geometry import Position

angles = st.floats(-180, 180, exclude_min=True)
positions = st.builds(Position, angles, st.floats(-90, 90), st.floats(0, 1000))
