using System.Collections.Frozen;
using System.Reflection;

namespace LearningPlatform.Core.Identity.Passwords;

/// <summary>
/// The passwords that are tried first: the published 10,000 commonest (<c>Common/README.md</c>), and the lists of the package zxcvbn-core
/// (MIT), thirty thousand passwords, names and words. The second alone has no dates and rows of digits, which its makers find by other
/// means. Only those are kept that are long enough to be chosen at all.
/// </summary>
internal static class CommonPasswords
{
    private static readonly Lazy<FrozenSet<string>> Words = new(Load);

    /// <summary>Whatever its case and the spaces around it.</summary>
    public static bool Contains(string password) => Words.Value.Contains(password.Trim().ToLowerInvariant());

    private static FrozenSet<string> Load() => Lists(typeof(CommonPasswords).Assembly, "Passwords/")
        .Concat(Lists(typeof(Zxcvbn.Zxcvbn).Assembly, ""))
        .Where(word => word.Length >= PasswordRules.MinLength)
        .ToFrozenSet(StringComparer.Ordinal);

    private static IEnumerable<string> Lists(Assembly assembly, string folder) => assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(folder, StringComparison.Ordinal) && Path.GetExtension(name) is (".lst" or ".txt"))
        .SelectMany(name => Read(assembly.GetManifestResourceStream(name)!));

    private static IEnumerable<string> Read(Stream stream)
    {
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line.Trim().ToLowerInvariant();
        }
    }
}
