using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;

namespace LearningPlatform.ApiTests.Catalog;

/// <summary>Archives of courses, as tests send, read and spoil them.</summary>
internal static partial class CourseZip
{
    public const string Json = "course.json";

    public static async Task<byte[]> ExportAsync(Person author, Guid course)
    {
        var answer = await author.Client.GetAsync($"/api/v1/courses/{course}/export");
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        return await answer.Content.ReadAsByteArrayAsync();
    }

    public static Task<HttpResponseMessage> ImportAsync(Person author, byte[] archive)
    {
        var form = new MultipartFormDataContent { { new ByteArrayContent(archive), "archive", "course.zip" } };
        return author.Client.PostAsync("/api/v1/courses/import", form);
    }

    /// <summary>The JSON with ids by the order in which they appear.</summary>
    public static string Normal(byte[] archive)
    {
        var ids = new Dictionary<string, int>(StringComparer.Ordinal);
        return Id().Replace(Encoding.UTF8.GetString(Entries(archive)[Json]), match =>
        {
            ids.TryAdd(match.Value, ids.Count);
            return $"#{ids[match.Value]}";
        });
    }

    public static SortedDictionary<string, byte[]> Entries(byte[] archive)
    {
        using var zip = new ZipArchive(new MemoryStream(archive));
        var entries = new SortedDictionary<string, byte[]>(StringComparer.Ordinal);
        foreach (var entry in zip.Entries)
        {
            using var content = new MemoryStream();
            using var source = entry.Open();
            source.CopyTo(content);
            entries.Add(entry.FullName, content.ToArray());
        }

        return entries;
    }

    public static byte[] Changed(
        byte[] archive, Action<SortedDictionary<string, byte[]>> change, CompressionLevel level = CompressionLevel.NoCompression)
    {
        var entries = Entries(archive);
        change(entries);
        return Zip(entries.Select(entry => (entry.Key, entry.Value)), level);
    }

    public static byte[] Zip(IEnumerable<(string Name, byte[] Content)> entries, CompressionLevel level = CompressionLevel.NoCompression)
    {
        var archive = new MemoryStream();
        using (var zip = new ZipArchive(archive, ZipArchiveMode.Create, leaveOpen: true))
        {
            foreach (var (name, content) in entries)
            {
                using var entry = zip.CreateEntry(name, level).Open();
                entry.Write(content);
            }
        }

        return archive.ToArray();
    }

    [GeneratedRegex("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Id();
}
