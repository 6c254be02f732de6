"""The add-on's deployment resource: what Google is told about Holdfast's side panel."""

from addon_manifest.manifest import deployment, deployment_json

__all__ = ["deployment", "deployment_json"]
