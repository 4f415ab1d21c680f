using System.Security.Cryptography;
using LearningPlatform.Core.Files;

namespace LearningPlatform.Core.Assessments.Import;

/// <summary>A file that a question brings along.</summary>
/// <param name="Name">As its author called it, without a path.</param>
/// <param name="Content">Its bytes.</param>
public sealed record EmbeddedFile(string Name, byte[] Content)
{
    private const string ReferencePrefix = "import-file:";

    /// <summary>Lower-case hex.</summary>
    public string Sha256 { get; } = Convert.ToHexStringLower(SHA256.HashData(Content));

    /// <summary>Stands for the file's address in the question's texts as long as no bank is known.</summary>
    public string Reference => ReferencePrefix + Sha256;

    /// <summary>Something that a download can be called.</summary>
    internal string FileName
    {
        get
        {
            var name = string.Concat(Name.Split('/', '\\')[^1].Where(character => !char.IsControl(character))).Trim();
            return name.Length switch
            {
                0 => "file",
                > UploadRules.FileNameMaxLength => ImportedText.Cut(name, UploadRules.FileNameMaxLength),
                _ => name,
            };
        }
    }
}
