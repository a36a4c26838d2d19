-- What wrk sends: readings of every kind of account and, one request in eleven, a case that is written down.
-- LOAD_SESSIONS is a file of account, cookie and form token, one session a line; LOAD_VINTAGE the hash of a vintage.

local sessions, registrars = {}, {}
for line in io.lines(os.getenv("LOAD_SESSIONS")) do
  local account, cookie, token = line:match("([^\t]*)\t([^\t]*)\t?(.*)")
  local session = { account = account, cookie = cookie, token = token }
  sessions[#sessions + 1] = session
  if token ~= "" then registrars[#registrars + 1] = session end
end
local vintage = os.getenv("LOAD_VINTAGE")
local pages = { "/", "/returns", "/cases", "/hand-in", "/account", "/help", "/returns?page=1" }
local of_all = { "/", "/account", "/help", "/account/rights" }
local table_of = "/analysis?register=victims&rows=sex&shares=total&go=1&vintage="
local sent, shown = 0, false
math.randomseed(7)

function delay() return math.random(60, 140) end

local function written(session)
  local headers = {
    Cookie = session.cookie,
    ["Content-Type"] = "application/x-www-form-urlencoded",
    ["Sec-Fetch-Site"] = "same-origin",
  }
  local body = "form=" .. session.token .. "&register=victims&based_on=0&period=2026-09&f.local_id=L-" .. sent .. "&f.sex=F&s.sex="
  return wrk.format("POST", "/cases", headers, body)
end

function request()
  sent = sent + 1
  if sent % 11 == 0 then return written(registrars[math.random(#registrars)]) end
  local session = sessions[math.random(#sessions)]
  local at = of_all[math.random(#of_all)]
  if session.account:match("^registro") then at = pages[math.random(#pages)] end
  if session.account:match("^registro.pros") and sent % 5 == 0 then at = table_of .. vintage end
  return wrk.format("GET", at, { Cookie = session.cookie })
end

function response(status, _, body)
  if status >= 400 and not shown then
    shown = true
    print(status, (body:match("<main.*") or body):sub(1, 700))
  end
end

function done(summary, latency)
  local seconds, errors = summary.duration / 1e6, summary.errors
  print(string.format("%d requests in %.1f s: %.0f a second", summary.requests, seconds, summary.requests / seconds))
  print(string.format("errors: connect %d, read %d, write %d, timeout %d, status %d",
    errors.connect, errors.read, errors.write, errors.timeout, errors.status))
  for _, percentile in ipairs({ 50, 90, 95, 99, 99.9 }) do
    print(string.format("p%g: %.0f ms", percentile, latency:percentile(percentile) / 1000))
  end
end
