namespace LearningPlatform.Embedded.Hosting;

/// <summary>One colour a resource, where the console has colours: not in a file or pipe, not with NO_COLOR.</summary>
internal sealed class ResourceColors
{
    private static readonly string[] Palette = ["36", "33", "35", "32", "34", "96", "93", "95", "92", "94"];
    private static readonly bool HasColors = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"));

    private readonly Dictionary<string, string> _prefixes = new(StringComparer.OrdinalIgnoreCase);

    public ResourceColors(IEnumerable<string> names)
    {
        var all = names.ToList();
        var width = all.Count == 0 ? 0 : all.Max(n => n.Length);
        foreach (var (index, name) in all.Index())
        {
            _prefixes[name] = Paint(Palette[index % Palette.Length], $"{name.PadRight(width)} |");
        }
    }

    public string Prefix(string name) => _prefixes.GetValueOrDefault(name) ?? $"{name} |";

    public static string Good(string text) => Paint("32", text);

    public static string Bad(string text) => Paint("31", text);

    public static string Faint(string text) => Paint("2", text);

    public static string Bold(string text) => Paint("1", text);

    private static string Paint(string code, string text) => HasColors ? $"\e[{code}m{text}\e[0m" : text;
}
