using System.Collections.Frozen;

namespace LearningPlatform.Core.Identity.Passwords;

/// <summary>
/// The passwords that are tried first. They come with the package zxcvbn-core (MIT): thirty thousand of the commonest in leaked
/// collections, ranked, in which a password that is also a common name or word stands in that list instead; so all of its lists count.
/// Only those are kept that are long enough to be chosen at all.
/// </summary>
internal static class CommonPasswords
{
    private static readonly Lazy<FrozenSet<string>> Words = new(Load);

    /// <summary>Whatever its case and the spaces around it.</summary>
    public static bool Contains(string password) => Words.Value.Contains(password.Trim().ToLowerInvariant());

    private static FrozenSet<string> Load()
    {
        var assembly = typeof(Zxcvbn.Zxcvbn).Assembly;
        return assembly.GetManifestResourceNames()
            .Where(name => name.EndsWith(".lst", StringComparison.Ordinal))
            .SelectMany(name => Read(assembly.GetManifestResourceStream(name)!))
            .ToFrozenSet(StringComparer.Ordinal);
    }

    private static IEnumerable<string> Read(Stream stream)
    {
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            if (line.Length >= PasswordRules.MinLength)
            {
                yield return line.Trim().ToLowerInvariant();
            }
        }
    }
}
