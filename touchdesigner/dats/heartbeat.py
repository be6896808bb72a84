"""Callbacks of the Execute DAT."""


def onFrameStart(frame):
    me.parent().Beat()  # noqa: F821 - TouchDesigner's name for this DAT
