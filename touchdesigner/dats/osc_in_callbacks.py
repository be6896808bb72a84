"""Callbacks of the OSC In DAT."""


def onReceiveOSC(dat, rowIndex, message, bytes, timeStamp, address, args, peer):
    dat.parent().Heard(address, args)
