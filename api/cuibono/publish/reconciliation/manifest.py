"""What clients are told of the service first."""

from typing import Final

from cuibono import __version__
from cuibono.publish.reconciliation.schema import Schema
from cuibono.terms import BASE, NS

_DEFAULT_TYPES: Final = ("Actor", "Claim", "Document", "PolicyItem", "Place")


def manifest(service: str, schema: Schema) -> dict[str, object]:
    """Return the manifest of the service at an address (specification, section 3.1)."""
    endpoint = f"{service}/api/reconcile"

    def suggesting(what: str) -> dict[str, str]:
        return {
            "service_url": service,
            "service_path": f"/api/reconcile/suggest/{what}",
            "flyout_service_url": service,
            "flyout_service_path": f"/api/reconcile/flyout/{what}?id=${{id}}",
        }

    return {
        "versions": ["0.1", "0.2"],
        "name": "cuibono: claims, actors, policies and evidence",
        "identifierSpace": f"{BASE}id/",
        "schemaSpace": NS,
        "documentation": f"{service}/about",
        "serviceVersion": __version__,
        "defaultTypes": [schema.types[name].brief() for name in _DEFAULT_TYPES],
        "view": {"url": f"{service}/id/{{{{id}}}}"},
        "preview": {
            "url": f"{endpoint}/preview?id={{{{id}}}}",
            "width": 420,
            "height": 240,
        },
        "suggest": {what: suggesting(what) for what in ("entity", "type", "property")},
        "extend": {
            "propose_properties": {
                "service_url": service,
                "service_path": "/api/reconcile/properties",
            },
            "property_settings": [
                {
                    "name": "limit",
                    "label": "Limit",
                    "type": "number",
                    "default": 0,
                    "help_text": "How many values a row gets at most; 0 for all.",
                },
                {
                    "name": "content",
                    "label": "Content",
                    "type": "select",
                    "default": "literal",
                    "help_text": "Entities by name, or by id alone.",
                    "choices": [
                        {"value": "literal", "name": "name"},
                        {"value": "id", "name": "id"},
                    ],
                },
            ],
        },
    }
