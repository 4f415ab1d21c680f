using System.Buffers.Binary;
using System.Reflection;
using System.Security.Cryptography;
using System.Text;

namespace LearningPlatform.Core.Identity.Passwords;

/// <summary>
/// The passwords that are tried first: the published 10,000 commonest (<c>Common/README.md</c>), and the lists of the package zxcvbn-core
/// (MIT), thirty thousand passwords, names and words. The second alone has no dates and rows of digits, which its makers find by other
/// means. Only those are kept that are long enough to be chosen at all, and of each the first eight bytes of its SHA-256: a tenth of the
/// memory that the words would take, for one chance in 10^14 that a good password is refused.
/// </summary>
internal static class CommonPasswords
{
    private static readonly Lazy<ulong[]> Marks = new(Load);

    /// <summary>Whatever its case and the spaces around it.</summary>
    public static bool Contains(string password) => Array.BinarySearch(Marks.Value, MarkOf(password.Trim().ToLowerInvariant())) >= 0;

    private static ulong[] Load()
    {
        ulong[] marks =
        [
            .. Lists(typeof(CommonPasswords).Assembly, "Passwords/")
                .Concat(Lists(typeof(Zxcvbn.Zxcvbn).Assembly, ""))
                .Where(word => word.Length >= PasswordRules.MinLength)
                .Select(MarkOf),
        ];
        Array.Sort(marks);
        return marks;
    }

    private static IEnumerable<string> Lists(Assembly assembly, string folder) => assembly.GetManifestResourceNames()
        .Where(name => name.StartsWith(folder, StringComparison.Ordinal) && Path.GetExtension(name) is (".lst" or ".txt"))
        .SelectMany(name => Read(assembly.GetManifestResourceStream(name)!));

    private static ulong MarkOf(string word) => BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(Encoding.UTF8.GetBytes(word)));

    private static IEnumerable<string> Read(Stream stream)
    {
        using var reader = new StreamReader(stream);
        while (reader.ReadLine() is { } line)
        {
            yield return line.Trim().ToLowerInvariant();
        }
    }
}
