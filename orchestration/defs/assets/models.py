"""The dbt project as assets, in two steps: what is judged (up to the audit), and what is published (the marts)."""

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import dagster as dg
from dagster_dbt import DagsterDbtTranslator, DagsterDbtTranslatorSettings, DbtProject, dbt_assets

from orchestration.defs.assets.describing import OWNERS
from orchestration.defs.dbt_builder import DbtBuilder, node_count
from orchestration.defs.retries import transient_faults_retried
from orchestration.home.dbt_runner import ParsedProject
from orchestration.home.progress import Progress, Stage
from orchestration.home.run_lock import RunLock
from orchestration.home.settings import Settings
from orchestration.ingestion.loading import load_landing
from orchestration.validation.suite_run import ENGINE

PUBLISHED = "path:models/marts source:decision+"
"""dbt selection of the second step."""

_GATED_TESTS = ("grain", "relationships", "refers_to", "accepted_values", "in_vocabulary")
GATED = " ".join(f"juesuan.marts.*.{test}_*" for test in _GATED_TESTS)
"""dbt selection of the keys, references and words of the marts: declared beside them, held by the publication gate."""

TESTS = {
    "grain": "键不重复 / No two rows have the same key",
    "unique": "值不重复 / No value stands in two rows",
    "not_null": "不得为空 / No row lacks a value",
    "accepted_values": "取值限于所列各词 / Every value is one of those listed",
    "in_vocabulary": "取值限于词汇表 / Every value is a word of the vocabulary",
    "relationships": "所指必须存在 / What a row refers to is there",
}
"""What the tests of the models hold, by their kind."""


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

    def get_asset_check_spec(
        self, asset_spec: dg.AssetSpec, manifest: Mapping[str, Any], unique_id: str, project: DbtProject | None
    ) -> dg.AssetCheckSpec | None:
        """A test of the models, described by its kind; its name says of which columns."""
        spec = super().get_asset_check_spec(asset_spec, manifest, unique_id, project)
        if spec is None or spec.description:
            return spec
        kind = manifest["nodes"][unique_id].get("test_metadata", {}).get("name")
        return spec._replace(description=TESTS.get(kind))

    def get_owners(self, dbt_resource_props: Mapping[str, Any]) -> Sequence[str]:
        """The owners of every asset."""
        return OWNERS


def dbt_project(settings: Settings, parsed: ParsedProject) -> DbtProject:
    """The project as Dagster wants to know it."""
    return DbtProject(project_dir=settings.dbt_project, target_path=parsed.folder, profiles_dir=settings.dbt_project)


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
        settings: dg.ResourceParam[Settings],
        dbt: dg.ResourceParam[DbtBuilder],
        progress: dg.ResourceParam[Progress],
        run_lock: dg.ResourceParam[RunLock],
    ) -> Iterator[Any]:
        progress.stage(Stage.EVALUATION, total=node_count(context))
        # a run of the UI comes here without having begun it
        ENGINE.begin()
        with transient_faults_retried():
            load_landing(settings)
        yield from dbt.build(context, progress)

    @dbt_assets(
        manifest=project.manifest_path,
        project=project,
        dagster_dbt_translator=translator,
        select=PUBLISHED,
        exclude=GATED,
    )
    def mart_models(
        context: dg.AssetExecutionContext,
        dbt: dg.ResourceParam[DbtBuilder],
        progress: dg.ResourceParam[Progress],
        run_lock: dg.ResourceParam[RunLock],
    ) -> Iterator[Any]:
        progress.stage(Stage.MARTS, total=node_count(context))
        yield from dbt.build(context, progress)

    return [audit_models, mart_models]
