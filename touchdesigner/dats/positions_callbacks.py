"""Callbacks of the Script CHOP."""


def onCook(scriptOp):
    scriptOp.parent().Positions(scriptOp)


# Its name in older builds.
cook = onCook
