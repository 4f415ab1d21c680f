using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace LearningPlatform.Core.Identity.Passwords;

/// <summary>
/// The passwords that are tried first. They come with the package zxcvbn-core (MIT): thirty thousand of the commonest in leaked
/// collections, ranked, in which a password that is also a common name or word stands in that list instead; so all of its lists count.
/// Only those are kept that are long enough to be chosen at all, and of each the first eight bytes of its SHA-256: a tenth of the memory that
/// the words would take, for one chance in 10^14 that a good password is refused.
/// </summary>
internal static class CommonPasswords
{
    private static readonly Lazy<ulong[]> Marks = new(Load);

    /// <summary>Whatever its case and the spaces around it.</summary>
    public static bool Contains(string password) => Array.BinarySearch(Marks.Value, MarkOf(password.Trim().ToLowerInvariant())) >= 0;

    private static ulong[] Load()
    {
        var assembly = typeof(Zxcvbn.Zxcvbn).Assembly;
        ulong[] marks =
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.EndsWith(".lst", StringComparison.Ordinal))
                .SelectMany(name => Read(assembly.GetManifestResourceStream(name)!))
                .Select(MarkOf),
        ];
        Array.Sort(marks);
        return marks;
    }

    private static ulong MarkOf(string word) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(word)));

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
