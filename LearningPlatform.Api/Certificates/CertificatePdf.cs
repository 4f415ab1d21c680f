using System.Globalization;
using LearningPlatform.Core.Certificates;
using LearningPlatform.Core.Certificates.Badges;
using Microsoft.Extensions.Options;
using PdfSharp.Drawing;
using PdfSharp.Fonts;
using PdfSharp.Pdf;
using QRCoder;

namespace LearningPlatform.Api.Certificates;

/// <summary>
/// A certificate as one A4 page, drawn anew whenever it is asked for: everything on it stands in the certificate, and what is not stored need
/// not be erased.
/// </summary>
internal sealed class CertificatePdf(BadgeAddresses addresses, IOptions<CertificateSettings> settings)
{
    // A4 across, in points.
    private const double Width = 841.89;
    private const double Height = 595.28;
    private const double Margin = 86;
    private const double QrSide = 92;

    private static readonly Lock FontsLock = new();

    private static readonly XColor Ink = XColor.FromArgb(0x1B, 0x25, 0x37);
    private static readonly XColor Blue = XColor.FromArgb(0x1F, 0x3C, 0x73);
    private static readonly XColor Gold = XColor.FromArgb(0xB5, 0x8A, 0x3A);
    private static readonly XBrush Text = new XSolidBrush(Ink);
    private static readonly XBrush Muted = new XSolidBrush(XColor.FromArgb(0x5A, 0x65, 0x79));
    private static readonly XBrush Accent = new XSolidBrush(Blue);

    public byte[] Draw(Certificate certificate)
    {
        UseOwnFonts();
        using var document = new PdfDocument();
        document.Info.Title = $"{certificate.Title}: {certificate.Number}";
        document.Info.Author = settings.Value.IssuerName;
        document.Info.CreationDate = certificate.IssuedAt.UtcDateTime;
        var page = document.AddPage();
        page.Width = XUnit.FromPoint(Width);
        page.Height = XUnit.FromPoint(Height);
        using (var canvas = XGraphics.FromPdfPage(page))
        {
            DrawFrame(canvas);
            DrawWords(canvas, certificate);
            DrawFoot(canvas, certificate);
        }

        using var output = new MemoryStream();
        document.Save(output, closeStream: false);
        return output.ToArray();
    }

    /// <summary>PDFsharp keeps one font resolver a process.</summary>
    private static void UseOwnFonts()
    {
        lock (FontsLock)
        {
            GlobalFontSettings.FontResolver ??= new CertificateFonts();
        }
    }

    private static void DrawFrame(XGraphics canvas)
    {
        canvas.DrawRectangle(new XPen(Blue, 3), new XRect(24, 24, Width - 48, Height - 48));
        canvas.DrawRectangle(new XPen(Gold, 1), new XRect(32, 32, Width - 64, Height - 64));
    }

    private static void DrawWords(XGraphics canvas, Certificate certificate)
    {
        Center(canvas, certificate.CourseId is null ? "Certification" : "Certificate of Completion", 34, bold: true, Accent, 128);
        canvas.DrawLine(new XPen(Gold, 1.5), (Width / 2) - 60, 146, (Width / 2) + 60, 146);
        Center(canvas, "This is to certify that", 14, bold: false, Muted, 190);
        Fit(canvas, certificate.Holder ?? "(holder erased)", 36, bold: true, Text, 240);
        Center(canvas, certificate.CourseId is null ? "has earned the certification" : "has successfully completed the course", 14, bold: false, Muted, 284);
        var lines = Wrap(canvas, certificate.Title, Font(24, bold: true), Width - (2 * Margin));
        for (var index = 0; index < lines.Count; index++)
        {
            Fit(canvas, lines[index], 24, bold: true, Accent, 330 + (index * 34));
        }
    }

    private void DrawFoot(XGraphics canvas, Certificate certificate)
    {
        var (small, plain) = (Font(8.5, bold: false), Font(12, bold: true));
        var bottom = Height - 74;
        var address = addresses.Verification(certificate.Code);
        Pair(Margin, settings.Value.IssuerName, "Issued by");
        Pair(Margin + 210, certificate.IssuedAt.UtcDateTime.ToString("d MMMM yyyy", CultureInfo.InvariantCulture), "Date");
        canvas.DrawString($"Certificate {certificate.Number}  ·  Code {certificate.Code}", small, Muted, Margin, bottom - 4);
        canvas.DrawString($"Verify at {address}", small, Muted, Margin, bottom + 10);
        DrawQr(canvas, address, new(Width - Margin - QrSide, bottom + 10 - QrSide, QrSide, QrSide));

        void Pair(double left, string value, string name)
        {
            canvas.DrawString(value, plain, Text, left, bottom - 46);
            canvas.DrawLine(new XPen(Gold, 0.75), left, bottom - 40, left + 180, bottom - 40);
            canvas.DrawString(name, small, Muted, left, bottom - 28);
        }
    }

    /// <summary>As rectangles, so that it is sharp in every size.</summary>
    private static void DrawQr(XGraphics canvas, string address, XRect place)
    {
        using var generator = new QRCodeGenerator();
        using var code = generator.CreateQrCode(address, QRCodeGenerator.ECCLevel.M);
        var modules = code.ModuleMatrix;
        var side = place.Width / modules.Count;
        for (var row = 0; row < modules.Count; row++)
        {
            for (var start = 0; start < modules.Count; start++)
            {
                var end = start;
                while (end < modules.Count && modules[row][end])
                {
                    end++;
                }

                if (end > start)
                {
                    // A hair taller than it is: readers show seams between rows that only touch.
                    canvas.DrawRectangle(Text, place.X + (start * side), place.Y + (row * side), (end - start) * side, side + 0.1);
                    start = end;
                }
            }
        }
    }

    private static void Center(XGraphics canvas, string text, double size, bool bold, XBrush brush, double baseline) =>
        canvas.DrawString(text, Font(size, bold), brush, Width / 2, baseline, XStringFormats.BaseLineCenter);

    /// <summary>As large as it may be and still within the margins.</summary>
    private static void Fit(XGraphics canvas, string text, double size, bool bold, XBrush brush, double baseline)
    {
        var clean = string.Concat(text.Where(character => !char.IsControl(character)));
        var width = canvas.MeasureString(clean, Font(size, bold)).Width;
        var room = Width - (2 * Margin);
        Center(canvas, clean, width > room ? size * room / width : size, bold, brush, baseline);
    }

    /// <summary>At most two lines; what does not fit into them is drawn smaller.</summary>
    private static List<string> Wrap(XGraphics canvas, string text, XFont font, double room)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var first = words.Length;
        while (first > 1 && canvas.MeasureString(string.Join(' ', words[..first]), font).Width > room)
        {
            first--;
        }

        return first >= words.Length ? [string.Join(' ', words)] : [string.Join(' ', words[..first]), string.Join(' ', words[first..])];
    }

    private static XFont Font(double size, bool bold) => new(
        CertificateFonts.Family,
        size,
        bold ? XFontStyleEx.Bold : XFontStyleEx.Regular,
        new XPdfFontOptions(PdfFontEncoding.Unicode, PdfFontEmbedding.TryComputeSubset));
}
