using System.Diagnostics;

namespace LearningPlatform.ApiTests.Identity;

/// <summary>
/// Whether the time of an answer tells that an address has an account. Both kinds are asked in turn, so that whatever else the machine
/// does meets both alike; then one number counts: how often an answer for a known address takes longer than one for an unknown address.
/// Half of the time means that nothing can be learned. The hash is made cheap here, so that what differs besides it would show.
/// </summary>
public sealed class TimingTests(SharedApi shared) : SharedIdentityTest(shared)
{
    private const int Samples = 250;
    private const int Accounts = 25;
    private const int Rounds = 3;

    // Without any difference the share of 250 × 250 comparisons has a standard deviation of 2.6 %.
    private const double Tolerance = 0.13;

    [Theory]
    [InlineData("login")]
    [InlineData("register")]
    [InlineData("forgot-password")]
    [InlineData("resend-verification")]
    public async Task The_time_of_an_answer_does_not_tell_known_from_unknown(string route)
    {
        var known = new List<string>();
        for (var n = 0; n < Accounts; n++)
        {
            known.Add(await NewPersonAsync());
        }

        // What the answers tell, they tell each time; what else the machine is busy with is another thing each time.
        var shares = new List<double>();
        for (var round = 0; round < Rounds && shares.TrueForAll(share => Math.Abs(share - 0.5) > Tolerance); round++)
        {
            shares.Add(await ShareAsync(route, known, round * Samples * 2));
        }

        shares.ShouldContain(share => Math.Abs(share - 0.5) <= Tolerance, string.Join(", ", shares));
    }

    /// <summary>How often an answer for a known address takes longer than one for an unknown address.</summary>
    private async Task<double> ShareAsync(string route, List<string> known, int from)
    {
        var times = (Known: new double[Samples], Unknown: new double[Samples]);
        for (var n = -20; n < Samples; n++)
        {
            var (account, nobody) = (known[Math.Abs(n) % Accounts], $"nobody{from + n}@example.com");
            var number = from + (n * 2);
            var first = await MeasureAsync(route, n % 2 == 0 ? account : nobody, number);
            var second = await MeasureAsync(route, n % 2 == 0 ? nobody : account, number + 1);
            if (n >= 0)
            {
                (times.Known[n], times.Unknown[n]) = n % 2 == 0 ? (first, second) : (second, first);
            }
        }

        return times.Known.Average(one => times.Unknown.Average(other => one > other ? 1.0 : one < other ? 0.0 : 0.5));
    }

    private async Task<double> MeasureAsync(string route, string email, int number)
    {
        object body = route switch
        {
            "login" => new { email, password = "wrong" },
            "register" => new { email, password = Password, first_name = "Some", last_name = "Body" },
            _ => new { email },
        };
        // An address a request: here the limits must not be what differs.
        var from = $"10.{(number >> 16) & 127}.{(number >> 8) & 255}.{number & 255}";
        var started = Stopwatch.GetTimestamp();
        using var answer = await PostAsync($"/api/v1/auth/{route}", body, from: from);
        return Stopwatch.GetElapsedTime(started).TotalMicroseconds;
    }
}
