using System.Security.Cryptography;

namespace LearningPlatform.Core.Certificates;

/// <summary>The code by which anybody who has a certificate can see that it is genuine: 120 random bits, as people can type them.</summary>
public static class CertificateCode
{
    private const int Groups = 6;
    private const int GroupLength = 4;

    // Crockford's base 32: no I, L, O and U, which are read for something else.
    private const string Alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";

    /// <summary>A new one, as in <c>7K3M-0QXA-…</c>.</summary>
    public static string Create() =>
        string.Join('-', Enumerable.Range(0, Groups).Select(_ => RandomNumberGenerator.GetString(Alphabet, GroupLength)));

    /// <summary>The code as it is stored, from what somebody has typed: in any case, with or without hyphens, O for 0; null for what is none.</summary>
    public static string? Normalize(string typed)
    {
        ArgumentNullException.ThrowIfNull(typed);
        if (typed.Length > 2 * Groups * (GroupLength + 1))
        {
            return null;
        }

        var characters = typed.ToUpperInvariant().Where(character => character is not ('-' or ' '))
            .Select(character => character switch { 'O' => '0', 'I' or 'L' => '1', _ => character }).ToArray();
        return characters.Length == Groups * GroupLength && characters.All(character => Alphabet.Contains(character, StringComparison.Ordinal))
            ? string.Join('-', characters.Chunk(GroupLength).Select(group => new string(group)))
            : null;
    }
}
