import socket

from hirewire_local.ports import LOOPBACK, free_ports


def test_ports_are_different_and_can_be_bound() -> None:
    ports = free_ports(20)
    assert len(set(ports)) == 20
    for port in ports:
        with socket.socket() as server:
            server.bind((LOOPBACK, port))


def test_a_preferred_port_is_taken_only_while_it_is_free() -> None:
    (wanted,) = free_ports(1)
    assert free_ports(2, preferred=(wanted,))[0] == wanted
    with socket.create_server((LOOPBACK, wanted)):
        assert wanted not in free_ports(2, preferred=(wanted,))
