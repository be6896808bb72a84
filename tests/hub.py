"""A hub on 127.0.0.1 that speaks as much of Hugging Face's protocol as a download needs."""

import hashlib
import http.server
import json
import threading
from contextlib import contextmanager
from urllib.parse import parse_qs

COMMIT = "c" * 40


class Hub:
    """Repositories as {"owner/name": {"path": bytes}}, and knobs for what goes wrong."""

    def __init__(self, repositories):
        self.repositories = repositories
        self.requests = []
        self.break_after = {}
        """Bytes of a path after which the connection is cut, once."""
        self.gated = set()
        """Repositories that want a token."""
        self.served = {}
        """Bytes served in place of what was announced."""
        self.url = ""

    def entry(self, path, content):
        git = hashlib.sha1(b"blob %d\0" % len(content) + content).hexdigest()
        entry = {"type": "file", "path": path, "size": len(content), "oid": git}
        if path.endswith((".safetensors", ".pth")):
            sha = hashlib.sha256(content).hexdigest()
            entry["lfs"] = {"oid": sha, "size": len(content), "pointerSize": 130}
        return entry


def handler(hub):
    class Handler(http.server.BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def log_message(self, *_):
            pass

        def do_POST(self):
            body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
            repository = self.path.split("/api/models/")[1].split("/paths-info/")[0]
            try:
                asked = json.loads(body)["paths"]
            except ValueError:
                asked = parse_qs(body.decode())["paths"]
            held = hub.repositories.get(repository, {})
            found = [hub.entry(path, held[path]) for path in asked if path in held]
            self.answer(200, json.dumps(found).encode(), {"Content-Type": "application/json"})

        def do_HEAD(self):
            self.file(head=True)

        def do_GET(self):
            self.file(head=False)

        def file(self, *, head):
            repository, _, rest = self.path.lstrip("/").partition("/resolve/")
            path = rest.partition("/")[2]
            content = hub.repositories.get(repository, {}).get(path)
            if repository in hub.gated:
                return self.answer(401, b"", {"X-Error-Code": "GatedRepo"})
            hub.requests.append((self.command, path, self.headers.get("Range")))
            if content is None:
                return self.answer(404, b"", {"X-Error-Code": "EntryNotFound"})
            entry = hub.entry(path, content)
            etag = entry.get("lfs", entry)["oid"]
            headers = {"ETag": f'"{etag}"', "X-Repo-Commit": COMMIT, "Accept-Ranges": "bytes"}
            content = hub.served.get(path, content)
            if head:
                return self.answer(200, content, headers, silent=True)
            start = self.headers.get("Range")
            status, at = 200, 0
            if start:
                at = int(start.removeprefix("bytes=").partition("-")[0])
                status = 206
                headers["Content-Range"] = f"bytes {at}-{len(content) - 1}/{len(content)}"
            cut = hub.break_after.pop(path, None)
            return self.answer(status, content[at:], headers, cut=cut)

        def answer(self, status, body, headers, *, silent=False, cut=None):
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            if not silent:
                self.wfile.write(body[:cut])
            if cut is not None:
                self.close_connection = True

    return Handler


@contextmanager
def hub_with(repositories):
    hub = Hub(repositories)
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler(hub)) as server:
        server.daemon_threads = True
        hub.url = f"http://127.0.0.1:{server.server_address[1]}"
        thread = threading.Thread(target=server.serve_forever, args=(0.02,))
        thread.start()
        try:
            yield hub
        finally:
            server.shutdown()
            thread.join()
