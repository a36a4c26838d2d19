#!/usr/bin/env python3
"""The people of a load: server_load.py sign-in SITE DEMO SESSIONS NUMBER
                     server_load.py deadline SITE SESSIONS FILE UPLOADS SECONDS
                     server_load.py idle SITE SOCKETS

`sign-in` signs in the accounts of a demonstration and writes account, cookie and form token, one a line; `deadline`
hands in the same 5 000 rows again and again, spread evenly over the seconds; `idle` opens sockets that say nothing and
times a page beside them."""

import csv
import http.cookiejar
import json
import re
import socket
import sys
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from concurrent.futures import ThreadPoolExecutor

SAME_ORIGIN = {"Sec-Fetch-Site": "same-origin"}


class Stay(urllib.request.HTTPRedirectHandler):
    """Does not follow a redirection: the cookie is all that is wanted."""

    def redirect_request(self, *_args, **_kwargs):
        return None


def form_token(page, before):
    found = re.search(before + r'.*?name="form" value="([^"]+)"', page, re.S)
    return found.group(1) if found else ""


def sign_in(site, account, password):
    jar = http.cookiejar.CookieJar()
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(jar), Stay)
    page = opener.open(f"{site}/sign-in").read().decode()
    notice = re.search(r'<aside class="notice.*?</aside>', page, re.S).group(0)
    given = {
        "form": form_token(page, 'action="/sign-in"'),
        "next": "/",
        "account": account,
        "password": password,
        "code": re.search(r"\b(\d{6})\b", notice).group(1),
    }
    try:
        opener.open(f"{site}/sign-in", urllib.parse.urlencode(given).encode())
    except urllib.error.HTTPError as error:
        if error.code != 303:
            raise
    token = ""
    if account.startswith("registro.pros"):
        token = form_token(opener.open(f"{site}/cases/new?register=victims").read().decode(), 'action="/cases"')
    return "\t".join([account, "; ".join(f"{cookie.name}={cookie.value}" for cookie in jar), token])


def patiently(site, account, password):
    """A site that many sign in to at once asks some to wait: they do."""
    for _ in range(8):
        try:
            return sign_in(site, account, password)
        except (urllib.error.HTTPError, OSError):
            time.sleep(1)
    return None


def sign_all_in(site, demo, sessions, number):
    with open(f"{demo}/accounts.csv", encoding="utf-8") as file:
        accounts = [row["account"] for row in csv.DictReader(file)][: int(number)]
    with open(f"{demo}/password", encoding="utf-8") as file:
        password = file.read().strip()
    began = time.time()
    with ThreadPoolExecutor(8) as people:
        lines = [line for line in people.map(lambda account: patiently(site, account, password), accounts) if line]
    with open(sessions, "w", encoding="utf-8") as file:
        file.write("\n".join(lines) + "\n")
    print(f"{len(lines)} of {len(accounts)} signed in, {time.time() - began:.0f} s")


def token_of(site, cookie, form):
    """A token of a program with every act that the account may give away."""
    headers = {"Cookie": cookie}
    page = urllib.request.urlopen(urllib.request.Request(f"{site}/account/tokens", None, headers)).read().decode()
    given = [("form", form), ("label", "load"), ("days", "9")]
    given += [("acts", act) for act in re.findall(r'name="acts" value="([^"]+)"', page)]
    body = urllib.parse.urlencode(given).encode()
    page = urllib.request.urlopen(urllib.request.Request(f"{site}/account/tokens", body, headers | SAME_ORIGIN))
    return re.search(r'class="hash">([^<]+)<', page.read().decode()).group(1)


def hand_in(site, account, token, rows, number, turn):
    query = {
        "authority": account.split(".", 1)[1],
        "period": f"{2019 + turn // 12}-{turn % 12 + 1:02}",
        "file": f"load-{number}.csv",
        "register": "victims",
    }
    headers = {
        "Authorization": f"Bearer {token}",
        "Idempotency-Key": f"load-{time.time()}-{number}",
        "Sintra-Purpose": "load",
        "Content-Type": "application/octet-stream",
    }
    address = f"{site}/api/v1/returns?{urllib.parse.urlencode(query)}"
    body = rows.replace(b"V-", f"V{number}-".encode())
    began = time.time()
    json.load(urllib.request.urlopen(urllib.request.Request(address, body, headers)))
    return time.time() - began


def deadline(site, sessions, file, uploads, seconds):
    with open(sessions, encoding="utf-8") as lines:
        signed_in = [line.rstrip("\n").split("\t") for line in lines]
    tokens = [(account, token_of(site, cookie, form)) for account, cookie, form in signed_in if form]
    with open(file, "rb") as opened:
        rows = opened.read()
    uploads, pace = int(uploads), float(seconds) / int(uploads)
    times, refused = [], []

    def one(number):
        account, token = tokens[number % len(tokens)]
        try:
            times.append(hand_in(site, account, token, rows, number, number // len(tokens) + 2))
        except urllib.error.HTTPError as error:
            refused.append((error.code, error.read()[:200]))
        except OSError as error:
            refused.append((0, str(error)))

    threads = []
    for number in range(uploads):
        threads.append(threading.Thread(target=one, args=(number,)))
        threads[-1].start()
        time.sleep(pace)
    for thread in threads:
        thread.join()
    times.sort()
    print(f"{len(times)} receipts, {len(refused)} refused {refused[:2]}")
    print(f"a receipt: p50 {times[len(times) // 2]:.2f} s, p95 {times[int(len(times) * 0.95)]:.2f} s, longest {times[-1]:.2f} s")


def idle(site, sockets):
    place = urllib.parse.urlparse(site)
    opened = [socket.create_connection((place.hostname, place.port)) for _ in range(int(sockets))]
    times = []
    for _ in range(10):
        began = time.time()
        urllib.request.urlopen(f"{site}/sign-in").read()
        times.append(time.time() - began)
    print(f"{len(opened)} idle sockets, a page beside them in at most {max(times) * 1000:.0f} ms")
    time.sleep(25)
    ended = sum(is_ended(one) for one in opened)
    print(f"after 25 s the site had ended {ended} of them")


def is_ended(one):
    one.setblocking(False)
    try:
        return one.recv(1) == b""
    except BlockingIOError:
        return False
    except OSError:
        return True


if __name__ == "__main__":
    {"sign-in": sign_all_in, "deadline": deadline, "idle": idle}[sys.argv[1]](*sys.argv[2:])
