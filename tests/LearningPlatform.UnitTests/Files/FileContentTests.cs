using System.IO.Compression;
using System.Text;
using LearningPlatform.Core.Files;

namespace LearningPlatform.UnitTests.Files;

public sealed class FileContentTests
{
    [Theory]
    [InlineData("89504E470D0A1A0A0000", FileFormat.Png)]
    [InlineData("FFD8FFE000104A46", FileFormat.Jpeg)]
    [InlineData("524946460000000057454250", FileFormat.Webp)]
    [InlineData("524946460000000057415645", FileFormat.Wav)]
    [InlineData("474946383961", FileFormat.Gif)]
    [InlineData("255044462D312E37", FileFormat.Pdf)]
    [InlineData("00000018667479706D703432", FileFormat.Mp4)]
    [InlineData("1A45DFA39F4286810142F7810142F2810442F381084282847765626D", FileFormat.Webm)]
    [InlineData("4F67675300020000", FileFormat.Ogg)]
    [InlineData("494433030000", FileFormat.Mp3)]
    [InlineData("FFFB9064", FileFormat.Mp3)]
    [InlineData("664C614300", FileFormat.Flac)]
    [InlineData("504B0304140000", FileFormat.Zip)]
    [InlineData("D0CF11E0A1B11AE1", FileFormat.CompoundFile)]
    [InlineData("7B2261223A317D0A", FileFormat.Text)]
    [InlineData("4D5A90000300", FileFormat.Unknown)]
    [InlineData("7F454C460201", FileFormat.Unknown)]
    [InlineData("1A45DFA39F4286810142F7810142F2810442F38108428288", FileFormat.Unknown)]
    [InlineData("", FileFormat.Unknown)]
    public void A_format_is_told_by_its_first_bytes(string hex, FileFormat format) =>
        FileContent.Identify(Convert.FromHexString(hex)).ShouldBe(format);

    [Theory]
    [InlineData("word/document.xml", "[Content_Types].xml", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", true)]
    [InlineData("anything", "else", "application/vnd.openxmlformats-officedocument.wordprocessingml.document", false)]
    [InlineData("anything", "else", "application/zip", true)]
    [InlineData("anything", "else", "application/epub+zip", false)]
    public async Task Archives_are_told_apart_by_their_entries(string first, string second, string contentType, bool expected)
    {
        var archive = new MemoryStream();
        await using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            zip.CreateEntry(first);
            zip.CreateEntry(second);
        }

        FileContent.Is(archive.ToArray(), contentType).ShouldBe(expected);
    }

    [Fact]
    public async Task OpenDocument_says_what_it_is_in_its_first_entry()
    {
        const string type = "application/vnd.oasis.opendocument.text";
        var archive = new MemoryStream();
        await using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            await using var entry = await zip.CreateEntry("mimetype", CompressionLevel.NoCompression).OpenAsync();
            await entry.WriteAsync(Encoding.ASCII.GetBytes(type));
        }

        FileContent.Is(archive.ToArray(), type).ShouldBeTrue();
        FileContent.Is(archive.ToArray(), "application/vnd.oasis.opendocument.spreadsheet").ShouldBeFalse();
    }

    [Fact]
    public void Nothing_that_a_browser_runs_is_ever_shown() =>
        FileFormats.All.Where(type => type.Value.ShowsInline).Select(type => type.Key)
            .ShouldAllBe(type => (type.StartsWith("image/", StringComparison.Ordinal) && !type.Contains("svg", StringComparison.Ordinal))
                || type.StartsWith("audio/", StringComparison.Ordinal)
                || type.StartsWith("video/", StringComparison.Ordinal)
                || type == "application/pdf");

    [Fact]
    public void Whatever_the_bytes_are_it_answers()
    {
        var random = new Random(1);
        for (var length = 0; length < 600; length++)
        {
            var bytes = new byte[length];
            random.NextBytes(bytes);
            Should.NotThrow(() => FileContent.Identify(bytes));
            Should.NotThrow(() => FileContent.Is([.. "PK\x03\x04"u8, .. bytes], "application/epub+zip"));
        }
    }
}
