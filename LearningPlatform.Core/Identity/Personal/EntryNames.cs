namespace LearningPlatform.Core.Identity.Personal;

/// <summary>
/// Names of files in a ZIP, each once. What people call their files decides no more than the name: no way out of the folder that is
/// unpacked, nothing that a file system refuses.
/// </summary>
public sealed class EntryNames
{
    private const string Forbidden = "<>:\"|?*";

    private readonly HashSet<string> _taken = new(StringComparer.OrdinalIgnoreCase);

    /// <summary>The entry for a file of <paramref name="module"/>; a second one of the same name gets a number.</summary>
    public string Next(string module, string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        var parts = name.Split('/', '\\').Select(Cleaned).Where(part => part.Length > 0).ToList();
        var path = $"files/{module}/{(parts.Count == 0 ? "file" : string.Join('/', parts))}";
        var free = path;
        for (var number = 2; !_taken.Add(free); number++)
        {
            free = $"{path[..^Path.GetExtension(path).Length]} ({number}){Path.GetExtension(path)}";
        }

        return free;
    }

    private static string Cleaned(string part) => string.Concat(part
        .Where(character => !char.IsControl(character) && !Forbidden.Contains(character, StringComparison.Ordinal)))
        .Trim()
        .TrimEnd('.');
}
