"""Kubernetes manifests of what runs: Deployments, Services, scaling, the migration Job, accounts."""

from typing import Any

from deploy.house import GATEWAY, GATEWAY_PORT, GRACE_SECONDS, SECRET_FOLDER, SERVICE_PORT, USER, VERSION, labels

CONFIG = "mewayz-config"
FILES = "/var/lib/mewayz"
RESOURCES = {"requests": {"cpu": "100m", "memory": "160Mi"}, "limits": {"cpu": "1", "memory": "512Mi"}}
Manifest = dict[str, Any]


def manifest(
    kind: str, name: str, version: str = "v1", *, of: str, component: str | None = None, **body: Any
) -> Manifest:
    """One object; `of` is what it belongs to."""
    metadata = {"name": name, "labels": labels(of, component)}
    return {"apiVersion": version, "kind": kind, "metadata": metadata, **body}


def account(name: str) -> Manifest:
    """An identity without rights and without a token: no process here talks to the cluster."""
    return manifest("ServiceAccount", name, of=name, automountServiceAccountToken=False)


def deployment(name: str, component: str, *, port: int, arguments: list[str]) -> Manifest:
    """Pods of one component; how many is the autoscaler's business."""
    full = name if component in {"api", GATEWAY} else f"{name}-{component}"
    grace = {"terminationGracePeriodSeconds": GRACE_SECONDS}
    spec = {
        "revisionHistoryLimit": 3,
        "selector": {"matchLabels": labels(name, component)},
        "strategy": {"type": "RollingUpdate", "rollingUpdate": {"maxUnavailable": 0, "maxSurge": 1}},
        "template": {
            "metadata": {"labels": labels(name, component)},
            "spec": {
                **pod(name, component),
                **grace,
                "containers": [{**container(name), "args": arguments, **_probed(port)}],
            },
        },
    }
    return manifest("Deployment", full, "apps/v1", of=name, component=component, spec=spec)


def migration(name: str) -> Manifest:
    """Brings the schema to the newest revision; parallel runs wait for each other, so it may always run again."""
    job = {**container(name), "command": ["mewayz", "migrate", f"--target={name}"]}
    spec = {
        "backoffLimit": 6,
        "activeDeadlineSeconds": 900,
        "ttlSecondsAfterFinished": 600,
        "template": {
            "metadata": {"labels": labels(name, "migration")},
            "spec": {**pod(name, "migration"), "restartPolicy": "OnFailure", "containers": [job]},
        },
    }
    return manifest("Job", f"{name}-migrate", "batch/v1", of=name, component="migration", spec=spec)


def pod(name: str, component: str) -> Manifest:
    """What the pods of one process group share: no privileges, and replicas on different nodes if there are any."""
    identity = {"runAsUser": USER, "runAsGroup": USER, "fsGroup": USER}
    spread = {
        "maxSkew": 1,
        "topologyKey": "kubernetes.io/hostname",
        "whenUnsatisfiable": "ScheduleAnyway",
        "labelSelector": {"matchLabels": labels(name, component)},
    }
    secret = {"secretName": f"mewayz-{name}", "defaultMode": 0o440}
    return {
        "serviceAccountName": name,
        "automountServiceAccountToken": False,
        "enableServiceLinks": False,
        "securityContext": {"runAsNonRoot": True, **identity, "seccompProfile": {"type": "RuntimeDefault"}},
        "topologySpreadConstraints": [spread],
        "volumes": [
            {"name": "secrets", "secret": secret},
            {"name": "tmp", "emptyDir": {"sizeLimit": "1Gi"}},
            {"name": "files", "emptyDir": {"sizeLimit": "1Gi"}},
        ],
    }


def container(name: str) -> Manifest:
    """The one container: settings from a ConfigMap, secrets as files, nothing else writable but /tmp and the files."""
    return {
        "name": name,
        "image": f"mewayz/{name}:{VERSION}",
        "env": [{"name": "MEWAYZ_SECRETS_DIR", "value": SECRET_FOLDER}],
        "envFrom": [
            {"configMapRef": {"name": CONFIG}},
            # Credentials of the object store, where there is one.
            {"secretRef": {"name": "mewayz-object-store", "optional": True}},
        ],
        "resources": RESOURCES,
        "securityContext": {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        },
        "volumeMounts": [
            {"name": "secrets", "mountPath": SECRET_FOLDER, "readOnly": True},
            {"name": "tmp", "mountPath": "/tmp"},  # noqa: S108 - a volume of the pod's own
            {"name": "files", "mountPath": FILES},
        ],
    }


def _probed(port: int) -> Manifest:
    """Alive is not ready: a process that has lost its database takes no traffic, but is not killed for it."""

    def probe(path: str, **timing: int) -> Manifest:
        return {"httpGet": {"path": path, "port": "http"}, "timeoutSeconds": 3, **timing}

    return {
        "ports": [{"name": "http", "containerPort": port}],
        "startupProbe": probe("/healthz", periodSeconds=2, failureThreshold=45),
        "livenessProbe": probe("/healthz", periodSeconds=10, failureThreshold=6),
        "readinessProbe": probe("/readyz", periodSeconds=5, failureThreshold=2),
        # Endpoints are removed while the process still answers, so that no request meets a closed door.
        "lifecycle": {"preStop": {"exec": {"command": ["sleep", "5"]}}},
    }


def service(name: str, component: str, port: int) -> Manifest:
    """The name under which the others reach it."""
    ports = [{"name": "http", "port": port, "targetPort": "http"}]
    spec = {"selector": labels(name, component), "ports": ports}
    return manifest("Service", name, of=name, component=component, spec=spec)


def autoscaler(name: str, component: str, *, least: int, most: int) -> Manifest:
    """As many pods as keep the processors at 70 percent of what they asked for."""
    full = name if component in {"api", GATEWAY} else f"{name}-{component}"
    usage = {"name": "cpu", "target": {"type": "Utilization", "averageUtilization": 70}}
    spec = {
        "scaleTargetRef": {"apiVersion": "apps/v1", "kind": "Deployment", "name": full},
        "minReplicas": least,
        "maxReplicas": most,
        "metrics": [{"type": "Resource", "resource": usage}],
        "behavior": {"scaleDown": {"stabilizationWindowSeconds": 300}},
    }
    return manifest("HorizontalPodAutoscaler", full, "autoscaling/v2", of=name, component=component, spec=spec)


def disruption_budget(name: str, component: str) -> Manifest:
    """Nodes are drained one pod at a time."""
    full = name if component in {"api", GATEWAY} else f"{name}-{component}"
    spec = {"maxUnavailable": 1, "selector": {"matchLabels": labels(name, component)}}
    return manifest("PodDisruptionBudget", full, "policy/v1", of=name, component=component, spec=spec)


def ingress() -> Manifest:
    """The only way in. Overlays name the host; streams stay open and uploads pass unbuffered."""
    annotations = {
        "nginx.ingress.kubernetes.io/proxy-read-timeout": "3600",
        "nginx.ingress.kubernetes.io/proxy-send-timeout": "3600",
        "nginx.ingress.kubernetes.io/proxy-buffering": "off",
        "nginx.ingress.kubernetes.io/proxy-request-buffering": "off",
        "nginx.ingress.kubernetes.io/proxy-body-size": "0",
    }
    backend = {"service": {"name": GATEWAY, "port": {"name": "http"}}}
    path = {"path": "/", "pathType": "Prefix", "backend": backend}
    spec = {"ingressClassName": "nginx", "rules": [{"host": "mewayz.local", "http": {"paths": [path]}}]}
    found = manifest("Ingress", GATEWAY, "networking.k8s.io/v1", of=GATEWAY, component=GATEWAY, spec=spec)
    found["metadata"]["annotations"] = annotations
    return found


def service_files(name: str) -> dict[str, list[Manifest]]:
    """The files of one service's folder."""
    return {
        "account.yaml": [account(name)],
        "api.yaml": [
            deployment(name, "api", port=SERVICE_PORT, arguments=["--role=api"]),
            service(name, "api", SERVICE_PORT),
        ],
        "worker.yaml": [deployment(name, "worker", port=SERVICE_PORT, arguments=["--role=worker"])],
        "migrate.yaml": [migration(name)],
        "scaling.yaml": [
            autoscaler(name, "api", least=2, most=8),
            autoscaler(name, "worker", least=2, most=6),
            disruption_budget(name, "api"),
            disruption_budget(name, "worker"),
        ],
    }


def gateway_files() -> dict[str, list[Manifest]]:
    """The files of the gateway's folder."""
    return {
        "account.yaml": [account(GATEWAY)],
        "gateway.yaml": [
            deployment(GATEWAY, GATEWAY, port=GATEWAY_PORT, arguments=[]),
            service(GATEWAY, GATEWAY, GATEWAY_PORT),
            ingress(),
        ],
        "scaling.yaml": [
            autoscaler(GATEWAY, GATEWAY, least=2, most=10),
            disruption_budget(GATEWAY, GATEWAY),
        ],
    }
