"""Devices found by number, name or part; settings that cannot be; no PortAudio."""

from __future__ import annotations

import sys

import pytest

from ttmba_live.errors import InvalidInput, Unavailable
from ttmba_live.sinks import device
from ttmba_live.sinks.device import DeviceInfo, DeviceSettings


def info(index: int, name: str, host_api: str = "ALSA", default: bool = False) -> DeviceInfo:
    return DeviceInfo(index, name, host_api, 2, 48_000.0, default)


CARDS = [
    info(0, "Headphones (USB)", "MME", default=True),
    info(3, "Headphones (HDMI)", "MME"),
    info(5, "Headphones (USB)", "Windows WASAPI"),
    info(6, "Headphones (DP)", "Windows WASAPI"),
    info(7, "Speakers"),
]


@pytest.mark.parametrize(
    ("name", "index"),
    [(None, 0), ("7", 7), ("speak", 7), ("SPEAKERS", 7), ("usb", 5), ("headphones (usb)", 5)],
)
def test_devices_are_found_by_number_name_or_part(name, index):
    assert device.choose(CARDS, name).index == index


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("Speekers", "did you mean 'Speakers'"),
        ("zzz", "there are: Headphones (USB), Headphones (HDMI), Headphones (DP), Speakers"),
        ("headphones", "several"),
        ("4", "no sound device is called '4'"),
    ],
)
def test_unknown_devices_are_refused_with_the_known_ones(name, said):
    with pytest.raises(Unavailable, match=r"device") as refusal:
        device.choose(CARDS, name)
    assert said in str(refusal.value)


FOCUSRITE = [
    info(0, "Speakers (Focusrite USB Audio)", "MME", default=True),
    info(1, "Speakers (3- Focusrite USB Audi", "MME"),
    info(4, "Speakers (3- Focusrite USB Audio)", "Windows DirectSound"),
    info(9, "Speakers (3- Focusrite USB Audio)", "Windows WASAPI"),
    info(12, "Speakers (3- Focusrite USB Audio)", "Windows WDM-KS"),
]


@pytest.mark.parametrize("name", ["Focusrite", "speakers (3- focusrite usb audio)", "FOCUSRITE u"])
def test_a_card_that_mme_cuts_short_is_found_by_wasapis_name(name):
    assert device.choose(FOCUSRITE, name).index == 9
    assert device.choose(FOCUSRITE, "1").index == 1
    assert device.choose(FOCUSRITE[:2], "3- focus").index == 1


def test_no_device_at_all_points_to_null():
    with pytest.raises(Unavailable, match="--device null"):
        device.choose([], None)


@pytest.mark.parametrize("settings", [{"block": 7}, {"latency": "lo"}, {"latency": 0.0}])
def test_impossible_settings_are_refused(settings):
    with pytest.raises(InvalidInput, match="expected"):
        DeviceSettings(**settings)


def test_a_missing_portaudio_is_one_clear_line(monkeypatch):
    class Missing:
        def find_spec(self, name, _path=None, _target=None):
            if name == "sounddevice":
                raise OSError("PortAudio library not found")

    monkeypatch.delitem(sys.modules, "sounddevice", raising=False)
    monkeypatch.setattr(sys, "meta_path", [Missing(), *sys.meta_path])
    monkeypatch.setattr(sys, "platform", "linux")
    with pytest.raises(Unavailable, match="install libportaudio2"):
        device.list_devices()
