"""Headless Chromium, driven by the DevTools protocol over a pipe: no ports, and nothing to install."""

import base64
import json
import os
import select
import shutil
import subprocess
import tempfile
import time

NAMES = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
FLAGS = [
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--hide-scrollbars",
    "--no-first-run", "--disable-background-networking", "--force-color-profile=srgb",
    "--font-render-hinting=none", "--host-resolver-rules=MAP * ~NOTFOUND",
]


def find():
    """The program's path, or None. CHROMIUM names another one."""
    names = [os.environ["CHROMIUM"]] if os.environ.get("CHROMIUM") else NAMES
    return next((path for path in map(shutil.which, names) if path), None)


class Chromium:
    """A browser with one tab, for as long as it is the subject of a `with`."""

    def __init__(self, program, patience=30):
        self.patience = patience
        self.events = []
        self.unread = b""
        self.last = 0
        self.session = None
        self.profile = tempfile.mkdtemp(prefix="swoop-chromium-")
        read, self.to_browser = os.pipe()
        self.from_browser, write = os.pipe()
        # The browser reads descriptor 3 and writes 4: a shell puts them there, whatever they are here.
        command = f'exec "$0" "$@" 3<&{read} 4>&{write}'
        self.process = subprocess.Popen(
            ["bash", "-c", command, program, *FLAGS, "--remote-debugging-pipe",
             f"--user-data-dir={self.profile}", "about:blank"],
            pass_fds=(read, write), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL)
        os.close(read)
        os.close(write)

    def __enter__(self):
        try:
            target = self.call("Target.createTarget", url="about:blank")["targetId"]
            attached = self.call("Target.attachToTarget", targetId=target, flatten=True)
            self.session = attached["sessionId"]
            for domain in ("Page", "Network", "Log", "Runtime"):
                self.call(f"{domain}.enable")
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        os.close(self.to_browser)
        os.close(self.from_browser)
        try:
            self.process.wait(10)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.profile, ignore_errors=True)

    def call(self, method, **parameters):
        self.last += 1
        message = {"id": self.last, "method": method, "params": parameters}
        if self.session:
            message["sessionId"] = self.session
        os.write(self.to_browser, json.dumps(message).encode() + b"\0")
        while True:
            answer = self.receive()
            if answer.get("id") != self.last:
                self.events.append(answer)
            elif "error" in answer:
                raise RuntimeError(f"{method}: {answer['error']}")
            else:
                return answer["result"]

    def receive(self):
        deadline = time.monotonic() + self.patience
        while b"\0" not in self.unread:
            ready, _, _ = select.select(
                [self.from_browser], [], [], max(0, deadline - time.monotonic()))
            data = os.read(self.from_browser, 1 << 16) if ready else b""
            if not data:
                raise RuntimeError("Chromium does not answer")
            self.unread += data
        message, self.unread = self.unread.split(b"\0", 1)
        return json.loads(message)

    def open(self, path):
        """Loads a file, and returns what was asked for or logged besides, a line each."""
        self.events.clear()
        url = "file://" + os.path.abspath(path)
        self.call("Page.navigate", url=url)
        while not any(event["method"] == "Page.loadEventFired" for event in self.events):
            self.events.append(self.receive())
        self.evaluate("document.fonts.ready.then(() => true)")
        return [text for text in map(lambda event: _complaint(event, url), self.events) if text]

    def evaluate(self, expression):
        answer = self.call(
            "Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        if "exceptionDetails" in answer:
            raise RuntimeError(answer["exceptionDetails"]["exception"]["description"])
        return answer["result"].get("value")

    def look(self, width, media="screen", scheme="light", height=800):
        """Sets the window's width in CSS pixels, what it is (a screen or paper), and the scheme."""
        self.call(
            "Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1,
            mobile=width < 600)
        self.call(
            "Emulation.setEmulatedMedia", media=media,
            features=[{"name": "prefers-color-scheme", "value": scheme}])

    def screenshot(self):
        """The whole page as a PNG."""
        data = self.call("Page.captureScreenshot", format="png", captureBeyondViewport=True)["data"]
        return base64.b64decode(data)

    def pdf(self):
        """The page on A4, with the margins that Chromium has by default."""
        data = self.call("Page.printToPDF", paperWidth=8.27, paperHeight=11.69)["data"]
        return base64.b64decode(data)


def _complaint(event, url):
    method, parameters = event["method"], event["params"]
    if method == "Network.requestWillBeSent" and parameters["request"]["url"] != url:
        return f"asks for {parameters['request']['url']}"
    if method == "Log.entryAdded":
        return f"logs: {parameters['entry']['text']}"
    if method == "Runtime.consoleAPICalled":
        return f"logs: {parameters['type']}"
    if method == "Runtime.exceptionThrown":
        return f"throws: {parameters['exceptionDetails']['text']}"
    return None


if __name__ == "__main__":
    raise SystemExit(0 if find() else 1)
