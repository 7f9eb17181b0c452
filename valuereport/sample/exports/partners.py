"""Purchases through partners as JSON lines, with the list price and the price paid."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import numpy as np

from valuereport.sample.activity import Floats, addresses, draw_visits, first_of_each, texts
from valuereport.sample.scene import Scene, Written
from valuereport.sample.words import titles

FILE: Final = "partner_savings.jsonl"
_LIST_PRICES: Final[Mapping[str, tuple[int, ...]]] = {
    "insurance": (690,),
    "discount": (240, 390, 180, 96, 130),
    "job": (290,),
}
_DISCOUNT: Final[Mapping[str, tuple[float, float]]] = {
    "insurance": (0.16, 0.26),
    "discount": (0.18, 0.32),
    "job": (1.0, 1.0),
}

_FIRM_SCALE: Final = 3.6  # a firm's cover costs this many times a person's


def write(scene: Scene, folder: Path) -> Written:
    """Write the purchases and return their number."""
    rng, firm = scene.stream("partners"), scene.actors.for_firm
    purchases = _purchases(scene, rng, "PI scheme", "insurance", np.where(firm, 0.22, 0.5))
    purchases += _purchases(scene, rng, "Partner shop", "discount", np.where(firm, 0.6, 0.8))
    purchases += _purchases(scene, rng, "Job board", "job", np.where(firm, 0.4, 0.0))
    purchases.sort(key=lambda purchase: purchase["date"])
    for number, purchase in enumerate(purchases):
        purchase["order"] = f"P{70_010 + number}"
    for purchase in purchases[12::310]:
        purchase["list_price"] = "on request"
    for purchase in purchases[25::420]:
        purchase["price_paid"] = purchase["list_price"] * 1.2  # dearer than for everybody: no saving at all
    for purchase in purchases[31::150]:
        purchase["crm_id"], purchase["email"] = None, "new.customer@guests.example"
    lines = [json.dumps(purchase, ensure_ascii=False) for purchase in purchases]
    (folder / FILE).write_text("\n".join(lines) + "\n", encoding="utf-8")
    return Written(len(lines))


def _purchases(scene: Scene, rng: np.random.Generator, scheme: str, kind: str, rate: Floats) -> list[dict[str, Any]]:
    actors, names = scene.actors, titles(kind)
    visits = draw_visits(rng, actors, rate)
    if kind == "insurance":  # a policy runs for a year
        visits = first_of_each(visits)
    emails = addresses(rng, actors, visits.actor)
    found: list[dict[str, Any]] = []
    for actor, when, email in zip(visits.actor.tolist(), texts(visits.time), emails.tolist(), strict=True):
        item = int(rng.integers(len(names)))
        scale = _FIRM_SCALE if kind == "insurance" and actors.for_firm[actor] else 1.0
        price = round(_LIST_PRICES[kind][item] * scale * float(rng.uniform(0.85, 1.25)), 2)
        off = float(rng.uniform(*_DISCOUNT[kind]))
        found.append(
            {
                "order": "",
                "crm_id": actors.crm_id[actor] if rng.random() < 0.6 else None,
                "email": email,
                "date": when[:10],
                "scheme": scheme,
                "item": names[item][actors.language[actor]],
                "list_price": price,
                "price_paid": round(price * (1 - off), 2),
                "currency": actors.currency[actor],
            }
        )
    return found
