using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;

namespace LearningPlatform.Bench;

/// <summary>What one kind of request costs in a big course.</summary>
/// <param name="Name">As the table has it.</param>
/// <param name="PerSecond">Requests that were sent in a second.</param>
/// <param name="Latencies">p50, p95 and p99.</param>
/// <param name="Aim">What p95 must stay below.</param>
/// <param name="Bytes">Of one answer.</param>
internal sealed record ClassCost(string Name, double PerSecond, TimeSpan[] Latencies, TimeSpan Aim, double Bytes);

/// <summary>
/// A course with 1,000 learners and a test: what its teacher reads, one request after the other, and all of them submitting at a steady
/// rate while Workers take the events. A submission's latency counts from when it was due, so that a server that falls behind shows it.
/// </summary>
internal sealed class Classroom(BenchStores stores, BenchData data, Signing signing, Options options)
{
    private const int Reads = 300;
    private const int WarmUpReads = 100;
    private const int SubmitsPerSecond = 200;
    private const int AtOnce = 4;

    private static readonly TimeSpan ReadAim = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan SubmitAim = TimeSpan.FromMilliseconds(100);

    public async Task<IReadOnlyList<ClassCost>> MeasureAsync(Server api, CancellationToken cancellationToken)
    {
        using var teacher = Client(api, signing.Admin);
        var course = data.Courses[data.Courses.Length / 2];
        var paper = await ClassData.LoadAsync(stores.Learning, teacher, course, data.Users, cancellationToken);
        var (roster, test) = ($"/api/v1/courses/{course}/roster", $"/api/v1/assessments/{paper.Assessment}");
        (string Name, string Path)[] reads =
        [
            ("roster, a page of 100", $"{roster}?limit=100"),
            ("who is stuck, a page of 100", $"{roster}?limit=100&stuck_days=7"),
            ("roster as CSV", $"{roster}.csv"),
            ("statistics of a test", $"{test}/statistics"),
            ("grades", $"{test}/grades"),
            ("grades as CSV", $"{test}/grades.csv"),
        ];
        var costs = new List<ClassCost>();
        foreach (var (name, path) in reads)
        {
            costs.Add(await ReadAsync(teacher, name, path, cancellationToken));
        }

        costs.Add(await SubmitAsync(api, paper, cancellationToken));
        return costs;
    }

    private static async Task<ClassCost> ReadAsync(HttpClient teacher, string name, string path, CancellationToken cancellationToken)
    {
        var (times, bytes) = (new List<TimeSpan>(), 0L);
        var began = Stopwatch.GetTimestamp();
        for (var number = -WarmUpReads; number < Reads; number++)
        {
            began = number == 0 ? Stopwatch.GetTimestamp() : began;
            var sent = Stopwatch.GetTimestamp();
            var answer = await teacher.GetByteArrayAsync(new Uri(path, UriKind.Relative), cancellationToken);
            if (number >= 0)
            {
                times.Add(Stopwatch.GetElapsedTime(sent));
                bytes += answer.Length;
            }
        }

        return new(name, Reads / Stopwatch.GetElapsedTime(began).TotalSeconds, Percentiles(times), ReadAim, (double)bytes / Reads);
    }

    /// <summary>Every learner once a round, and one round before that is not measured.</summary>
    private async Task<ClassCost> SubmitAsync(Server api, ClassPaper paper, CancellationToken cancellationToken)
    {
        using var client = Client(api, token: null);
        var (times, bytes, spent) = (new List<TimeSpan>(), 0L, TimeSpan.Zero);
        for (var round = -1; round < options.Rounds; round++)
        {
            await StartAttemptsAsync(client, paper, cancellationToken);
            var began = Stopwatch.GetTimestamp();
            var submits = new List<Task<(TimeSpan Time, long Bytes)>>(data.Users.Length);
            for (var learner = 0; learner < data.Users.Length; learner++)
            {
                var due = TimeSpan.FromSeconds((double)learner / SubmitsPerSecond);
                if (due - Stopwatch.GetElapsedTime(began) is { Ticks: > 0 } early)
                {
                    await Task.Delay(early, cancellationToken);
                }

                submits.Add(SubmitAsync(client, paper, learner, began, due, cancellationToken));
            }

            var answers = await Task.WhenAll(submits);
            if (round >= 0)
            {
                times.AddRange(answers.Select(answer => answer.Time));
                bytes += answers.Sum(answer => answer.Bytes);
                spent += Stopwatch.GetElapsedTime(began);
            }
        }

        return new(
            $"submissions, {SubmitsPerSecond} a second", times.Count / spent.TotalSeconds, Percentiles(times), SubmitAim, (double)bytes / times.Count);
    }

    private Task StartAttemptsAsync(HttpClient client, ClassPaper paper, CancellationToken cancellationToken) => Parallel.ForAsync(
        0,
        data.Users.Length,
        new ParallelOptions { MaxDegreeOfParallelism = AtOnce, CancellationToken = cancellationToken },
        async (learner, stop) => await SendAsync(client, $"/api/v1/assessments/{paper.Assessment}/attempts", null, learner, stop));

    private async Task<(TimeSpan Time, long Bytes)> SubmitAsync(
        HttpClient client, ClassPaper paper, int learner, long began, TimeSpan due, CancellationToken cancellationToken)
    {
        // Some know more than others.
        var answers = paper.Questions.Index().ToDictionary(
            question => question.Item.Id,
            question => new { option_id = question.Index % 4 <= learner % 4 ? question.Item.Right : question.Item.Wrong });
        var bytes = await SendAsync(client, $"/api/v1/assessments/{paper.Assessment}/submit", new { answers }, learner, cancellationToken);
        return (Stopwatch.GetElapsedTime(began) - due, bytes);
    }

    private async Task<long> SendAsync(HttpClient client, string path, object? body, int learner, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = body is null ? null : JsonContent.Create(body) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", signing.Tokens[learner]);
        using var answer = await client.SendAsync(request, cancellationToken);
        var content = await answer.Content.ReadAsStringAsync(cancellationToken);
        return answer.IsSuccessStatusCode
            ? content.Length
            : throw new InvalidOperationException($"POST {path} was answered with {answer.StatusCode}: {content}");
    }

    private static HttpClient Client(Server api, string? token)
    {
        var client = new HttpClient { BaseAddress = api.Address };
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    private static TimeSpan[] Percentiles(List<TimeSpan> times)
    {
        var ordered = times.Order().ToArray();
        return [.. ((double[])[0.50, 0.95, 0.99]).Select(part => ordered[Math.Min(ordered.Length - 1, (int)(part * ordered.Length))])];
    }
}
