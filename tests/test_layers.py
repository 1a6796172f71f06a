"""The layers of ARCHITECTURE.md hold for foreign keys as import-linter holds them for imports."""

from django.apps import apps

LAYERS = [
    {"pages", "demo"},
    {"reports"},
    {"products", "harvests", "news"},
    {"households"},
    {"accounts"},
    {"commodities"},
    {"regions"},
    {"core"},
]
RANK = {label: rank for rank, labels in enumerate(LAYERS) for label in labels}


def _foreign_keys():
    for model in apps.get_models(include_auto_created=True):
        label = model._meta.app_label
        for field in model._meta.get_fields():
            if field.is_relation and not field.auto_created and field.related_model is not None:
                yield label, field.related_model._meta.app_label, f"{model.__name__}.{field.name}"


def test_foreign_keys_point_downwards_or_stay_in_their_app():
    wrong = [
        f"{name}: {source} → {target}"
        for source, target, name in _foreign_keys()
        if source in RANK and target in RANK and source != target and RANK[target] <= RANK[source]
    ]
    assert wrong == []


def test_every_app_of_ours_has_a_layer():
    ours = {
        c.label
        for c in apps.get_app_configs()
        if c.name.split(".")[0] in {"portal1034", "households", "products", "harvests", "news"}
    }
    assert ours == set(RANK)


def test_the_graph_of_foreign_keys_has_no_upward_edge_between_siblings():
    siblings = {"products", "harvests", "news"}
    met = [n for s, t, n in _foreign_keys() if s in siblings and t in siblings and s != t]
    assert met == []
