"""Where to listen: what cannot be had is said, each with its own reason."""

import socket

import pytest

from perps_studio.launcher.child import StartError
from perps_studio.launcher.folders import claim_port, free_port


def test_a_taken_port_names_another_to_choose():
    with socket.socket() as holder:
        holder.bind(("127.0.0.1", 0))
        holder.listen()
        port = holder.getsockname()[1]
        with pytest.raises(StartError, match=rf"Port {port} on 127\.0\.0\.1 is taken.*PORT={port + 1}"):
            claim_port(["127.0.0.1"], port)


@pytest.mark.parametrize("host", ["nosuch.invalid", "192.0.2.1"])
def test_an_address_that_is_not_this_machine_s_is_said_to_be_none(host: str):
    with pytest.raises(StartError, match=f"This machine has no address {host}"):
        claim_port([host], free_port())
