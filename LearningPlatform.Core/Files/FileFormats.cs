using System.Collections.Frozen;

namespace LearningPlatform.Core.Files;

/// <summary>How a file's bytes are laid out, as far as its first ones tell.</summary>
public enum FileFormat
{
    /// <summary>None that is taken: programs, pages, drawings with scripts, and whatever else there is.</summary>
    Unknown,
    Png,
    Jpeg,
    Webp,
    Gif,
    Pdf,
    Mp4,
    Webm,
    Ogg,
    Mp3,
    Wav,
    Flac,
    Zip,

    /// <summary>Office files before 2007.</summary>
    CompoundFile,
    Text,
}

/// <summary>A type of file that is taken.</summary>
/// <param name="Format">What its content must be.</param>
/// <param name="ShowsInline">Whether a browser may show it in place; everything else is only saved.</param>
public sealed record ContentTypeRule(FileFormat Format, bool ShowsInline);

/// <summary>
/// The content types that are taken, and the format behind each. Nothing that a browser would run is among them: no HTML, no SVG, no
/// script, no program.
/// </summary>
public static class FileFormats
{
    public static readonly FrozenDictionary<string, ContentTypeRule> All = new Dictionary<string, ContentTypeRule>(StringComparer.Ordinal)
    {
        ["image/png"] = new(FileFormat.Png, true),
        ["image/jpeg"] = new(FileFormat.Jpeg, true),
        ["image/webp"] = new(FileFormat.Webp, true),
        ["image/gif"] = new(FileFormat.Gif, true),
        ["application/pdf"] = new(FileFormat.Pdf, true),
        ["video/mp4"] = new(FileFormat.Mp4, true),
        ["audio/mp4"] = new(FileFormat.Mp4, true),
        ["video/webm"] = new(FileFormat.Webm, true),
        ["audio/webm"] = new(FileFormat.Webm, true),
        ["video/ogg"] = new(FileFormat.Ogg, true),
        ["audio/ogg"] = new(FileFormat.Ogg, true),
        ["audio/mpeg"] = new(FileFormat.Mp3, true),
        ["audio/wav"] = new(FileFormat.Wav, true),
        ["audio/flac"] = new(FileFormat.Flac, true),
        ["application/zip"] = new(FileFormat.Zip, false),
        ["application/epub+zip"] = new(FileFormat.Zip, false),
        ["application/vnd.openxmlformats-officedocument.wordprocessingml.document"] = new(FileFormat.Zip, false),
        ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"] = new(FileFormat.Zip, false),
        ["application/vnd.openxmlformats-officedocument.presentationml.presentation"] = new(FileFormat.Zip, false),
        ["application/vnd.oasis.opendocument.text"] = new(FileFormat.Zip, false),
        ["application/vnd.oasis.opendocument.spreadsheet"] = new(FileFormat.Zip, false),
        ["application/vnd.oasis.opendocument.presentation"] = new(FileFormat.Zip, false),
        ["application/msword"] = new(FileFormat.CompoundFile, false),
        ["application/vnd.ms-excel"] = new(FileFormat.CompoundFile, false),
        ["application/vnd.ms-powerpoint"] = new(FileFormat.CompoundFile, false),
        ["text/plain"] = new(FileFormat.Text, false),
        ["text/markdown"] = new(FileFormat.Text, false),
        ["text/csv"] = new(FileFormat.Text, false),
        ["application/json"] = new(FileFormat.Text, false),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>What a person's picture may be.</summary>
    public static readonly FrozenSet<string> Pictures = new[] { "image/png", "image/jpeg", "image/webp" }.ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A declared type as the table spells it: without parameters, in lower case, common nicknames by their own name.</summary>
    public static string Normalize(string contentType)
    {
        ArgumentNullException.ThrowIfNull(contentType);
        var type = contentType.Split(';', 2)[0].Trim().ToLowerInvariant();
        return type switch
        {
            "image/jpg" => "image/jpeg",
            "audio/mp3" => "audio/mpeg",
            "audio/x-wav" or "audio/wave" => "audio/wav",
            "audio/x-flac" => "audio/flac",
            "audio/x-m4a" or "audio/m4a" => "audio/mp4",
            "application/x-zip-compressed" => "application/zip",
            _ => type,
        };
    }
}
