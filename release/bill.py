"""The list of what an installation consists of (SBOM), as CycloneDX 1.6 in JSON: equal locks have equal lists."""

import hashlib
from collections.abc import Mapping
from datetime import datetime
from importlib.metadata import version
from uuid import NAMESPACE_URL, UUID, uuid5

from cyclonedx.contrib.license.factories import LicenseFactory
from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom, BomMetaData
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from release.locked import PRODUCT, Package, shipped_graph


def bill_of_materials(packages: Mapping[str, Package], moment: datetime) -> str:
    """The product and every package that an installation of it brings, each with version, hashes and licence, and which
    of them needs which; `moment` is that of the release."""
    graph = shipped_graph(packages)
    product = Component(
        name=PRODUCT,
        version=version(PRODUCT),
        type=ComponentType.APPLICATION,
        bom_ref=PRODUCT,
        licenses=[LicenseFactory().make_from_string("Apache-2.0")],
    )
    components = {PRODUCT: product} | {name: _component(packages[name]) for name in sorted(graph) if name != PRODUCT}
    listed = [component for name, component in components.items() if name != PRODUCT]
    bom = Bom(
        metadata=BomMetaData(timestamp=moment, component=product), components=listed, serial_number=_serial(packages)
    )
    for name, needed in graph.items():
        bom.register_dependency(components[name], [components[each] for each in sorted(needed)])
    return JsonV1Dot6(bom).output_as_string(indent=2) + "\n"


def _component(package: Package) -> Component:
    return Component(
        name=package.name,
        version=package.version,
        type=ComponentType.LIBRARY,
        bom_ref=package.name,
        purl=PackageURL("pypi", name=package.name, version=package.version),
        licenses=[LicenseFactory().make_from_string(package.licence)],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=content) for content in package.hashes],
    )


def _serial(packages: Mapping[str, Package]) -> UUID:
    pinned = "\n".join(f"{package.name}=={package.version}" for package in packages.values())
    return uuid5(NAMESPACE_URL, f"{PRODUCT} {hashlib.sha256(pinned.encode()).hexdigest()}")
