"""What package.json says, in the words of Python's packaging."""

import json
from pathlib import Path

from hatchling.metadata.plugin.interface import MetadataHookInterface


class Manifest(MetadataHookInterface):
    def update(self, metadata):
        manifest = json.loads(Path(self.root, "tap_lms", "package.json").read_text("utf-8"))
        for field in ("version", "description", "keywords", "license"):
            metadata[field] = manifest[field]
        repository = manifest["repository"].replace("github:", "https://github.com/")
        metadata["urls"] = {
            "Homepage": manifest["homepage"],
            "Repository": repository,
            "Issues": manifest["bugs"],
            "Changelog": f"{repository}/blob/main/CHANGELOG.md",
        }
        # The launcher finds the bundle by the name of the function.
        metadata["scripts"] = {name: f"tap_lms:{name.replace('-', '_')}" for name in manifest["bin"]}
