"""Network policies: nothing is allowed but what the architecture names and the services declare."""

from typing import Any

from deploy.house import GATEWAY, GATEWAY_PORT, SERVICE_PORT, House, labels
from deploy.workloads import Manifest, manifest

POLICY = "networking.k8s.io/v1"
MYSQL_PORT, AMQP_PORT, HTTPS_PORT = 3306, 5672, 443
SMTP_PORTS, IMAP_PORTS = (465, 587), (143, 993)
MAIL_PORTS = {"crm": (*SMTP_PORTS, *IMAP_PORTS), "workspace": SMTP_PORTS}
"""Services that speak to mail servers outside, and where those listen: crm reads answers and bounces as well."""
INSIDE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "169.254.0.0/16", "100.64.0.0/10")
INSIDE_6 = ("fc00::/7", "fe80::/10")
SERVERS_ELSEWHERE = {"mewayz.dev/servers": "true"}
"""Label of a namespace that holds MySQL or RabbitMQ. For managed servers add a policy with their address."""


def policy(name: str, *, ingress: list[Manifest] | None = None, egress: list[Manifest]) -> Manifest:
    """The traffic of all pods of one service."""
    spec = {
        "podSelector": {"matchLabels": labels(name)},
        "policyTypes": ["Ingress", "Egress"],
        "ingress": ingress or [],
        "egress": egress,
    }
    return manifest("NetworkPolicy", name, POLICY, of=name, spec=spec)


def deny_all() -> Manifest:
    """What no other policy allows does not happen."""
    found = manifest("NetworkPolicy", "default-deny", POLICY, of="mewayz")
    return found | {"spec": {"podSelector": {}, "policyTypes": ["Ingress", "Egress"]}}


def of_service(house: House, name: str) -> Manifest:
    """In: the gateway and declared callers. Out: its servers, declared callees, the gateway's keys, public HTTPS."""
    callers = [pods(caller) for caller in (GATEWAY, *house.callers(name))]
    egress = [dns(), server("mysql", MYSQL_PORT), server("rabbitmq", AMQP_PORT)]
    egress += [{"to": [pods(callee) for callee in house.callees(name)], "ports": [tcp(SERVICE_PORT)]}]
    egress += [{"to": [pods(GATEWAY)], "ports": [tcp(GATEWAY_PORT)]}]
    egress += [public(HTTPS_PORT, *MAIL_PORTS.get(name, ()))]
    return policy(name, ingress=[{"from": callers, "ports": [tcp(SERVICE_PORT)]}], egress=egress)


def of_gateway(house: House) -> Manifest:
    """In: the ingress controller, and services that ask for its keys. Out: every service, the broker."""
    controller = {"namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "ingress-nginx"}}}
    sources = [controller, *(pods(name) for name in house.services)]
    services = {"to": [pods(name) for name in house.services], "ports": [tcp(SERVICE_PORT)]}
    egress = [dns(), server("rabbitmq", AMQP_PORT), services]
    return policy(GATEWAY, ingress=[{"from": sources, "ports": [tcp(GATEWAY_PORT)]}], egress=egress)


def pods(name: str) -> Manifest:
    """The pods of one service in this namespace."""
    return {"podSelector": {"matchLabels": labels(name)}}


def tcp(port: int) -> Manifest:
    """One port."""
    return {"protocol": "TCP", "port": port}


def dns() -> Manifest:
    """Names are asked of the cluster's own resolver alone."""
    resolver = {
        "namespaceSelector": {"matchLabels": {"kubernetes.io/metadata.name": "kube-system"}},
        "podSelector": {"matchLabels": {"k8s-app": "kube-dns"}},
    }
    return {"to": [resolver], "ports": [{"protocol": protocol, "port": 53} for protocol in ("UDP", "TCP")]}


def server(name: str, port: int) -> Manifest:
    """MySQL or RabbitMQ, in this namespace or in one that is labelled for them."""
    return {"to": [pods(name), {"namespaceSelector": {"matchLabels": SERVERS_ELSEWHERE}}], "ports": [tcp(port)]}


def public(*ports: int) -> Manifest:
    """Addresses outside, never private ones: object store, payment and mail providers."""
    blocks: list[Any] = [
        {"ipBlock": {"cidr": "0.0.0.0/0", "except": list(INSIDE)}},
        {"ipBlock": {"cidr": "::/0", "except": list(INSIDE_6)}},
    ]
    return {"to": blocks, "ports": [tcp(port) for port in ports]}


def component_files(house: House) -> dict[str, list[Manifest]]:
    """The files of the component."""
    files = {"default-deny.yaml": [deny_all()], "gateway.yaml": [of_gateway(house)]}
    return files | {f"{name}.yaml": [of_service(house, name)] for name in house.services}
