using System.Diagnostics;
using System.Net.Http.Json;
using LearningPlatform.Core.Identity;
using LearningPlatform.Core.Identity.Passwords;
using Npgsql;

namespace LearningPlatform.Bench;

/// <summary>What logins cost, and how much of it is the password's hash.</summary>
/// <param name="PerSecond">Logins in a second while more people want in than there are cores.</param>
/// <param name="Hash">Median time of one hash, nothing else going on.</param>
/// <param name="Login">Median time of one login, measured by turns with it.</param>
/// <param name="HashProcessorTime">Of a processor, for one hash.</param>
/// <param name="LoginProcessorTime">Of a processor, for one of the crowd's logins, the Api's process only.</param>
internal sealed record LoginCost(double PerSecond, TimeSpan Hash, TimeSpan Login, TimeSpan HashProcessorTime, TimeSpan LoginProcessorTime);

/// <summary>
/// Signs people in, first one by one and then in a crowd. There is no bare program beside it: a login is slow on purpose, so the question is
/// what it costs beyond its hash, which this process computes by the same code.
/// </summary>
internal sealed class Logins(BenchStores stores, BenchData data, IdentitySettings settings)
{
    private const string Password = "correct horse battery staple";
    private const int OneByOne = 25;

    /// <summary>How long the crowd comes.</summary>
    private static readonly TimeSpan Rush = TimeSpan.FromSeconds(10);

    private int _next;

    public async Task<LoginCost> MeasureAsync(Server api, CancellationToken cancellationToken)
    {
        using var hashing = new PasswordHashing(Microsoft.Extensions.Options.Options.Create(settings));
        var hash = await hashing.HashAsync(Password, cancellationToken);
        await SetPasswordsAsync(hash, cancellationToken);
        using var client = new HttpClient { BaseAddress = api.Address };
        await CrowdAsync(client, TimeSpan.FromSeconds(2), cancellationToken);

        var (hashes, logins, processor) = (new List<TimeSpan>(), new List<TimeSpan>(), TimeSpan.Zero);
        for (var turn = 0; turn < OneByOne; turn++)
        {
            var before = Environment.CpuUsage.TotalTime;
            hashes.Add(await TimeAsync(() => hashing.VerifyAsync(hash, Password, cancellationToken)));
            processor += Environment.CpuUsage.TotalTime - before;
            logins.Add(await TimeAsync(() => LoginAsync(client, cancellationToken)));
        }

        var spent = api.ProcessorTime;
        var count = await CrowdAsync(client, Rush, cancellationToken);
        return new(
            count / Rush.TotalSeconds, Median(hashes), Median(logins), processor / OneByOne, (api.ProcessorTime - spent) / count);
    }

    private async Task SetPasswordsAsync(string hash, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(stores.Learning + ";Pooling=false");
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand("update users set password_hash = $1", connection);
        command.Parameters.Add(new() { Value = hash });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    /// <summary>Twice as many as there are cores, each signing in again and again; how many logins that made.</summary>
    private async Task<int> CrowdAsync(HttpClient client, TimeSpan duration, CancellationToken cancellationToken)
    {
        var began = Stopwatch.GetTimestamp();
        var counts = await Task.WhenAll(Enumerable.Range(0, Environment.ProcessorCount * 2).Select(async _ =>
        {
            var count = 0;
            while (Stopwatch.GetElapsedTime(began) < duration)
            {
                await LoginAsync(client, cancellationToken);
                count++;
            }

            return count;
        }));
        return counts.Sum();
    }

    /// <summary>Everybody in turn: the limits are per account and address.</summary>
    private async Task LoginAsync(HttpClient client, CancellationToken cancellationToken)
    {
        var user = Interlocked.Increment(ref _next) % data.Users.Length;
        using var response = await client.PostAsJsonAsync(
            "/api/v1/auth/login", new { email = BenchData.EmailOf(user), password = Password }, cancellationToken);
        if (!response.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"A login was refused: {await response.Content.ReadAsStringAsync(cancellationToken)}");
        }
    }

    private static async Task<TimeSpan> TimeAsync(Func<Task> work)
    {
        var began = Stopwatch.GetTimestamp();
        await work();
        return Stopwatch.GetElapsedTime(began);
    }

    private static TimeSpan Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2);
}
