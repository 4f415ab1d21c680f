using System.Reflection;
using PdfSharp.Fonts;

namespace LearningPlatform.Api.Certificates;

/// <summary>
/// Noto Serif, embedded here: what a certificate looks like must not depend on the fonts of a machine. It has Latin, Greek and Cyrillic
/// (SIL Open Font License, see Fonts/OFL.txt).
/// </summary>
internal sealed class CertificateFonts : IFontResolver
{
    public const string Family = "Noto Serif";

    private const string Prefix = "Fonts/NotoSerif-";

    public FontResolverInfo? ResolveTypeface(string familyName, bool isBold, bool isItalic) => new(isBold ? "Bold" : "Regular");

    public byte[]? GetFont(string faceName)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"{Prefix}{faceName}.ttf")!;
        var font = new byte[stream.Length];
        stream.ReadExactly(font);
        return font;
    }
}
