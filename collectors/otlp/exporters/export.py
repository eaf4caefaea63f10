"""An OTLP exporter in Python, from the official .proto files: what Python's protobuf and gRPC make of them, not what we would.

    python3 export.py MODULES ENCODING URL    with a request on standard input, in the protobuf text format's JSON mapping

MODULES is a folder of modules compiled by protoc. ENCODING is http/protobuf, http/json or grpc. URL has the path for HTTP and is host:port
for gRPC. Standard input is {"signal": "traces" | "logs", "gzip": bool, "headers": {}, "request": {…}}; ids and bytes are base64 there.
Prints one line of JSON: {"code": HTTP or gRPC status, "answer": the decoded answer}.
"""

import base64
import gzip
import json
import sys
import urllib.error
import urllib.request

sys.path.insert(0, sys.argv[1])
import grpc  # noqa: E402
from google.protobuf import json_format  # noqa: E402
from opentelemetry.proto.collector.logs.v1 import logs_service_pb2  # noqa: E402
from opentelemetry.proto.collector.trace.v1 import trace_service_pb2  # noqa: E402

ENCODING, URL = sys.argv[2], sys.argv[3]
ASKED = json.load(sys.stdin)
if ASKED["signal"] == "traces":
    REQUEST, ANSWER = trace_service_pb2.ExportTraceServiceRequest, trace_service_pb2.ExportTraceServiceResponse
    METHOD = "/opentelemetry.proto.collector.trace.v1.TraceService/Export"
else:
    REQUEST, ANSWER = logs_service_pb2.ExportLogsServiceRequest, logs_service_pb2.ExportLogsServiceResponse
    METHOD = "/opentelemetry.proto.collector.logs.v1.LogsService/Export"


def with_hex_ids(node):
    """OTLP/JSON departs from protobuf's own JSON mapping in this: ids are hex, and enums are integers."""
    if isinstance(node, list):
        return [with_hex_ids(item) for item in node]
    if not isinstance(node, dict):
        return node
    ids = ("traceId", "spanId", "parentSpanId")
    return {key: base64.b64decode(item).hex() if key in ids else with_hex_ids(item) for key, item in node.items()}


def over_http(message):
    if ENCODING == "http/json":
        plain = json_format.MessageToDict(message, use_integers_for_enums=True)
        body, kind = json.dumps(with_hex_ids(plain)).encode(), "application/json"
    else:
        body, kind = message.SerializeToString(), "application/x-protobuf"
    headers = {"Content-Type": kind, **ASKED.get("headers", {})}
    if ASKED.get("gzip"):
        body, headers["Content-Encoding"] = gzip.compress(body), "gzip"
    try:
        with urllib.request.urlopen(urllib.request.Request(URL, body, headers), timeout=30) as reply:
            code, answer = reply.status, reply.read()
    except urllib.error.HTTPError as error:
        return error.code, {}
    if ENCODING == "http/json":
        return code, json_format.MessageToDict(json_format.Parse(answer, ANSWER()))
    return code, json_format.MessageToDict(ANSWER.FromString(answer))


def over_grpc(message):
    compression = grpc.Compression.Gzip if ASKED.get("gzip") else grpc.Compression.NoCompression
    with grpc.insecure_channel(URL, compression=compression) as channel:
        call = channel.unary_unary(METHOD, REQUEST.SerializeToString, ANSWER.FromString)
        headers = [(key.lower(), item) for key, item in ASKED.get("headers", {}).items()]
        try:
            return 0, json_format.MessageToDict(call(message, timeout=30, metadata=headers))
        except grpc.RpcError as error:
            return error.code().value[0], {}


code, answer = (over_grpc if ENCODING == "grpc" else over_http)(json_format.ParseDict(ASKED["request"], REQUEST()))
print(json.dumps({"code": code, "answer": answer}))
