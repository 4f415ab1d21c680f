-- wrk's script: sends the requests of a file one after the other, every thread its own share of them.
-- Environment: BENCH_REQUESTS: lines of "METHOD path token-number" (0 for none); BENCH_TOKENS: a token a line.
-- Prints one line "BENCH <requests> <microseconds> <socket errors> <statuses of 400 and above> <p50> <p95> <p99>" (latencies in microseconds).

local threads = 0

function setup(thread)
  thread:set("number", threads)
  threads = threads + 1
end

local requests, count, position = {}, 0, 0

function init(_)
  local tokens = {}
  for line in io.lines(os.getenv("BENCH_TOKENS")) do
    tokens[#tokens + 1] = line
  end

  local share = tonumber(os.getenv("BENCH_THREADS"))
  local line_number = 0
  for line in io.lines(os.getenv("BENCH_REQUESTS")) do
    if line_number % share == number then
      local method, path, token = line:match("^(%S+) (%S+) (%d+)$")
      local authorization = token == "0" and "" or "Authorization: Bearer " .. tokens[tonumber(token)] .. "\r\n"
      local length = method == "POST" and "Content-Length: 0\r\n" or ""
      count = count + 1
      requests[count] = method .. " " .. path .. " HTTP/1.1\r\nHost: 127.0.0.1\r\n" .. authorization .. length .. "\r\n"
    end
    line_number = line_number + 1
  end
end

function request()
  position = position % count + 1
  return requests[position]
end

function done(summary, latency, _)
  local errors = summary.errors
  print(string.format("BENCH %d %d %d %d %d %d %d",
    summary.requests, summary.duration, errors.connect + errors.read + errors.write + errors.timeout, errors.status,
    latency:percentile(50), latency:percentile(95), latency:percentile(99)))
end
