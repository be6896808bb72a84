"""Callbacks of the Parameter Execute DAT: the component's custom parameters."""


def onValueChange(par, prev):
    par.owner.Changed(par)


def onPulse(par):
    par.owner.Pulsed(par)
