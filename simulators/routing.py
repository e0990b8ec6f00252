"""Which address is what."""

from __future__ import annotations

from werkzeug.routing import Map, Rule

URLS = Map(
    [
        Rule("/", endpoint="start_page", methods=["GET"]),
        Rule("/desk", endpoint="desk_page", methods=["GET"]),
        Rule("/pay-nontax/pay/<order_no>", endpoint="pay_page", methods=["GET"]),
        Rule("/pay-nontax/pay/<order_no>", endpoint="pay_order", methods=["POST"]),
        Rule("/pay-nontax/pay/<order_no>/pay", endpoint="pay_order", methods=["POST"]),
        Rule("/courier-ems/deliver/<waybill_no>", endpoint="deliver_shipment", methods=["POST"]),
        Rule("/_control/health", endpoint="control_health", methods=["GET"]),
        Rule("/_control/calls", endpoint="control_calls", methods=["GET"]),
        Rule("/_control/callbacks", endpoint="control_callbacks", methods=["GET"]),
        Rule("/_control/messages", endpoint="control_messages", methods=["GET"]),
        Rule("/_control/orders", endpoint="control_orders", methods=["GET"]),
        Rule("/_control/shipments", endpoint="control_shipments", methods=["GET"]),
        Rule("/_control/people", endpoint="control_people", methods=["GET"]),
        Rule("/_control/people/<id_no>", endpoint="control_change_person", methods=["PATCH"]),
        Rule("/_control/settlements/<number>", endpoint="control_change_settlement", methods=["PATCH"]),
        Rule("/_control/platform", endpoint="control_platform", methods=["POST"]),
        Rule("/_control/reset", endpoint="control_reset", methods=["POST"]),
        Rule("/_control/<system>", endpoint="control_fault", methods=["GET", "POST"]),
        Rule("/<system>/<operation>", endpoint="operation", methods=["POST"]),
    ]
)
