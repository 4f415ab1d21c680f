using System.Diagnostics;
using System.Globalization;
using System.Net;

namespace LearningPlatform.Bench;

/// <summary>One request of a round.</summary>
/// <param name="Method">GET or POST.</param>
/// <param name="Path">With its query.</param>
/// <param name="Token">Index of the token that it carries; null for none.</param>
internal readonly record struct LoadRequest(string Method, string Path, int? Token = null);

/// <summary>What a round showed.</summary>
/// <param name="PerSecond">Requests answered in a second.</param>
/// <param name="Refused">Share of the answers with a status of 400 and above.</param>
/// <param name="Latencies">p50, p95 and p99.</param>
/// <param name="ProcessorMicroseconds">Of the server process, for one request.</param>
/// <param name="ResidentMegabytes">Of the server process, at the end.</param>
internal sealed record Sample(double PerSecond, double Refused, TimeSpan[] Latencies, double ProcessorMicroseconds, double ResidentMegabytes);

/// <summary>Puts load on a server with wrk.</summary>
internal sealed class Load(Options options, string[] tokens, string folder)
{
    private string TokenFile => Path.Combine(folder, "tokens");

    private string RequestFile => Path.Combine(folder, "requests");

    /// <summary>Sends <paramref name="requests"/> one by one and looks at the answers; the first ones cost a server its compilation.</summary>
    public async Task CheckAsync(
        Server server, IEnumerable<LoadRequest> requests, HttpStatusCode status, CancellationToken cancellationToken)
    {
        await File.WriteAllLinesAsync(TokenFile, tokens, cancellationToken);
        using var client = new HttpClient { BaseAddress = server.Address };
        foreach (var (method, path, token) in requests)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            if (token is { } index)
            {
                request.Headers.Authorization = new("Bearer", tokens[index]);
            }

            using var response = await client.SendAsync(request, cancellationToken);
            if (response.StatusCode != status)
            {
                throw new InvalidOperationException(
                    $"{server.Name} answered {method} {path} with {response.StatusCode}: {await response.Content.ReadAsStringAsync(cancellationToken)}");
            }
        }
    }

    /// <summary>Sends <paramref name="requests"/>, again from the start when they are used up, for some time.</summary>
    public async Task<Sample> RunAsync(Server server, IEnumerable<LoadRequest> requests, TimeSpan duration, CancellationToken cancellationToken)
    {
        await File.WriteAllLinesAsync(
            RequestFile, requests.Select(request => $"{request.Method} {request.Path} {request.Token + 1 ?? 0}"), cancellationToken);
        var start = new ProcessStartInfo("wrk", [
            "-t", $"{options.Threads}", "-c", $"{options.Connections}", "-d", $"{duration.TotalSeconds}s", "--timeout", "10s",
            "-s", Path.Combine(AppContext.BaseDirectory, "load.lua"), server.Address.OriginalString])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        start.Environment["BENCH_REQUESTS"] = RequestFile;
        start.Environment["BENCH_TOKENS"] = TokenFile;
        start.Environment["BENCH_THREADS"] = $"{options.Threads}";
        var before = server.ProcessorTime;
        using var wrk = Process.Start(start)!;
        var output = await wrk.StandardOutput.ReadToEndAsync(cancellationToken);
        await wrk.WaitForExitAsync(cancellationToken);
        return Read(output, server, server.ProcessorTime - before);
    }

    private static Sample Read(string output, Server server, TimeSpan processorTime)
    {
        var line = output.Split('\n').SingleOrDefault(text => text.StartsWith("BENCH ", StringComparison.Ordinal))
            ?? throw new InvalidOperationException($"wrk did not finish:\n{output}");
        var numbers = line.Split(' ')[1..].Select(number => double.Parse(number, CultureInfo.InvariantCulture)).ToArray();
        var (requests, microseconds, socketErrors, refused) = (numbers[0], numbers[1], numbers[2], numbers[3]);
        if (requests == 0 || socketErrors > 0)
        {
            throw new InvalidOperationException($"{server.Name} answered {requests} requests, with {socketErrors} broken or late connections.");
        }

        return new Sample(
            requests / microseconds * 1e6,
            refused / requests,
            [.. numbers[4..7].Select(TimeSpan.FromMicroseconds)],
            processorTime.TotalMicroseconds / requests,
            server.ResidentMegabytes);
    }
}
