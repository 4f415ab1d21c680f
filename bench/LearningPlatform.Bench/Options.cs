using System.Globalization;

namespace LearningPlatform.Bench;

/// <summary>What the command line asks for.</summary>
/// <param name="Rounds">Measured rounds of each side; the table has their medians.</param>
/// <param name="Seconds">Length of a round.</param>
/// <param name="Connections">Kept open by the load.</param>
/// <param name="Threads">Of the load.</param>
/// <param name="Only">Parts of names of the works to run; empty for all.</param>
/// <param name="Results">Where the table goes; the folder's <c>latest.md</c>.</param>
internal sealed record Options(int Rounds, int Seconds, int Connections, int Threads, string[] Only, string Results)
{
    public const string Usage =
        "bench/run.sh [--rounds 3] [--seconds 3] [--connections 64] [--threads 2] [--only part-of-a-name]... [--results folder]";

    /// <exception cref="FormatException">It is not understood.</exception>
    public static Options Parse(string[] args)
    {
        var options = new Options(3, 3, 64, 2, [], "bench/results");
        for (var i = 0; i < args.Length; i += 2)
        {
            var value = i + 1 < args.Length ? args[i + 1] : throw new FormatException(Usage);
            options = args[i] switch
            {
                "--rounds" => options with { Rounds = Number(value) },
                "--seconds" => options with { Seconds = Number(value) },
                "--connections" => options with { Connections = Number(value) },
                "--threads" => options with { Threads = Number(value) },
                "--only" => options with { Only = [.. options.Only, value] },
                "--results" => options with { Results = value },
                _ => throw new FormatException(Usage),
            };
        }

        return options;
    }

    public bool Wants(string work) => Only.Length == 0 || Only.Any(part => work.Contains(part, StringComparison.OrdinalIgnoreCase));

    private static int Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0 ? number : throw new FormatException(Usage);
}
