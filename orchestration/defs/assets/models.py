"""The dbt project as assets, in two steps: what is judged (up to the audit), and what is published (the marts)."""

import tempfile
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtCliResource, DbtProject, dbt_assets

from expectations.suites import import_early
from orchestration.defs.assets.describing import OWNERS
from orchestration.home.atomic_files import atomic_file
from orchestration.home.dbt_files import digest_project
from orchestration.home.progress import Progress
from orchestration.home.run_lock import RunLock
from orchestration.home.settings import EXECUTABLES, Settings

PARTIAL_PARSE = "partial_parse.msgpack"

PUBLISHED = "path:models/marts source:decision+"
"""dbt selection of the second step."""

GATED = " ".join(f"juesuan.marts.*.{test}_*" for test in ("grain", "relationships", "refers_to"))
"""dbt selection of the keys and references of the marts: declared beside them, held by the publication gate."""


class Translator(DagsterDbtTranslator):
    """Model names as asset keys, layers as groups; a source is the asset that its declaration names as its owner."""

    def get_asset_key(self, dbt_resource_props: Mapping[str, Any]) -> dg.AssetKey:
        """The name of a model; for a source, the asset that writes it."""
        if dbt_resource_props["resource_type"] == "source":
            return super().get_asset_key(dbt_resource_props)
        return dg.AssetKey(dbt_resource_props["name"])

    def get_group_name(self, dbt_resource_props: Mapping[str, Any]) -> str | None:
        """The layer of a model."""
        if dbt_resource_props["resource_type"] == "seed":
            return "catalogue"
        return str(dbt_resource_props["fqn"][1])

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str]:
        """The owners of every asset."""
        return OWNERS


def dbt_project(settings: Settings) -> DbtProject:
    """The project with a manifest of its files as they are; parsed again only when they changed.

    Every run of dbt writes a manifest over the last one. Dagster loads a copy that nobody but this function replaces,
    and only by a whole one.
    """
    project = _project(settings, settings.dbt_manifest.parent)
    parsed_digest = project.target_path / "digest"
    digest = digest_project(settings.dbt_project).encode()
    if not parsed_digest.is_file() or parsed_digest.read_bytes() != digest:
        with tempfile.TemporaryDirectory() as folder, settings.as_environment():
            parsed = _project(settings, Path(folder))
            parsed.preparer.prepare(parsed)
            # what spares the first run its parsing
            _replace(settings.dbt_target / PARTIAL_PARSE, (parsed.target_path / PARTIAL_PARSE).read_bytes())
            _replace(project.manifest_path, parsed.manifest_path.read_bytes())
        # last: it vouches for the manifest
        _replace(parsed_digest, digest)
    return project


def _project(settings: Settings, target: Path) -> DbtProject:
    return DbtProject(project_dir=settings.dbt_project, target_path=target, profiles_dir=settings.dbt_project)


def _replace(path: Path, content: bytes) -> None:
    with atomic_file(path) as file:
        file.write(content)


class Dbt(DbtCliResource):
    """dbt's command line without the connection of its own that Dagster would open in this process.

    It would serve row counts and column metadata, which nobody asks for here, and costs half a second a step.
    """

    def _initialize_dbt_core_adapter(self, args: Sequence[str]) -> Any:
        return None


def dbt_resource(project: DbtProject) -> DbtCliResource:
    """dbt's command line over the project, from this environment."""
    return Dbt(
        project_dir=str(project.project_dir),
        profiles_dir=str(project.profiles_dir),
        dbt_executable=str(EXECUTABLES / "dbt"),
    )


def build_models(project: DbtProject) -> list[dg.AssetsDefinition]:
    """The two steps over one manifest."""
    translator = Translator(DagsterDbtTranslatorSettings(enable_duplicate_source_asset_keys=True))

    @dbt_assets(
        manifest=project.manifest_path,
        project=project,
        dagster_dbt_translator=translator,
        exclude=f"{PUBLISHED} {GATED}",
    )
    def audit_models(
        context: dg.AssetExecutionContext,
        dbt: DbtCliResource,
        settings: dg.ResourceParam[Settings],
        progress: dg.ResourceParam[Progress],
        run_lock: dg.ResourceParam[RunLock],
    ) -> Iterator[Any]:
        progress.stage("models up to the audit 建模与审计")
        # dbt is a process of its own
        import_early()
        yield from _build(context, dbt, settings)

    @dbt_assets(
        manifest=project.manifest_path,
        project=project,
        dagster_dbt_translator=translator,
        select=PUBLISHED,
        exclude=GATED,
    )
    def mart_models(
        context: dg.AssetExecutionContext,
        dbt: DbtCliResource,
        settings: dg.ResourceParam[Settings],
        progress: dg.ResourceParam[Progress],
        run_lock: dg.ResourceParam[RunLock],
    ) -> Iterator[Any]:
        progress.stage("marts 集市")
        yield from _build(context, dbt, settings)

    return [audit_models, mart_models]


def _build(context: dg.AssetExecutionContext, dbt: DbtCliResource, settings: Settings) -> Iterator[Any]:
    with settings.as_environment():
        command = ["build", "--exclude-resource-type", "unit_test"]
        yield from dbt.cli(command, context=context, target_path=settings.dbt_target).stream()
