using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.RegularExpressions;
using static LearningPlatform.ApiTests.Catalog.CourseZip;

namespace LearningPlatform.ApiTests.Catalog;

/// <summary>Courses as archives and duplicates: the same course again, or nothing.</summary>
public sealed partial class CourseArchiveTests(SharedApi shared) : AuthoringTest(shared)
{
    [Fact]
    public async Task What_is_exported_imported_and_exported_again_is_the_same()
    {
        var (author, other) = (await InstructorAsync(), await InstructorAsync());
        var first = await ExportAsync(author, await FullCourseAsync(author));

        var imported = await ImportAsync(other, first);

        imported.StatusCode.ShouldBe(HttpStatusCode.Created);
        var course = await imported.DataAsync();
        course.GetProperty("status").GetString().ShouldBe("draft");
        course.GetProperty("instructor_id").GetGuid().ShouldBe(other.Id);
        var second = await ExportAsync(other, course.Id());
        Normal(second).ShouldBe(Normal(first));
        Entries(second).Keys.ShouldBe(Entries(first).Keys);
        foreach (var (name, bytes) in Entries(first).Where(entry => entry.Key != Json))
        {
            Entries(second)[name].ShouldBe(bytes);
        }

        Shape(await PublishAsync(other, course.Id())).ShouldBe("One(a,slides) Two(b)");
    }

    [Fact]
    public async Task A_duplicate_has_everything_under_new_ids_and_its_original_is_untouched()
    {
        var author = await InstructorAsync();
        var original = await FullCourseAsync(author);
        var before = Normal(await ExportAsync(author, original));

        var copy = (await (await author.Client.PostAsync($"/api/v1/courses/{original}/duplicate", null)).DataAsync()).Id();

        Normal(await ExportAsync(author, copy)).ShouldBe(before);
        var ids = (await GetAsync(author.Client, $"/courses/{original}/outline")).GetProperty("modules").EnumerateArray()
            .Select(module => module.Id());
        (await GetAsync(author.Client, $"/courses/{copy}/outline")).GetProperty("modules").EnumerateArray().Select(module => module.Id())
            .Intersect(ids).ShouldBeEmpty();
        (await author.Client.DeleteAsync($"/api/v1/courses/{copy}")).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Normal(await ExportAsync(author, original)).ShouldBe(before, "the picture and the media are still there");
    }

    [Fact]
    public async Task Hostile_archives_are_refused_and_leave_nothing()
    {
        var author = await InstructorAsync();
        var good = await ExportAsync(author, await FullCourseAsync(author));
        var mallory = await InstructorAsync();
        foreach (var (name, archive) in Hostile(good))
        {
            var answer = await ImportAsync(mallory, archive);
            ((int)answer.StatusCode).ShouldBeInRange(400, 499, name);
            (await answer.ErrorAsync(answer.StatusCode)).ShouldNotBeNullOrEmpty(name);
        }

        (await CountAsync("select count(*) from courses where instructor_id = $1", mallory.Id)).ShouldBe(0);
        (await CountAsync("select count(*) from uploads where user_id = $1", mallory.Id)).ShouldBe(0);
        (await ImportAsync(mallory, good)).StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    private static IEnumerable<(string Name, byte[] Archive)> Hostile(byte[] good)
    {
        var json = Encoding.UTF8.GetString(Entries(good)[Json]);
        var file = Entries(good).Keys.Single(name => name.StartsWith("files/", StringComparison.Ordinal));
        yield return ("not a zip", "MZ this is no archive"u8.ToArray());
        yield return ("cut off", good[..(good.Length / 2)]);
        yield return ("without its end", good[..^30]);
        yield return ("empty zip", Zip([]));
        yield return ("no json", Changed(good, entries => entries.Remove(Json)));
        yield return ("wrong json", Changed(good, entries => entries[Json] = "{"u8.ToArray()));
        yield return ("json of something else", Changed(good, entries => entries[Json] = "[1]"u8.ToArray()));
        yield return ("deep json", Changed(good, entries => entries[Json] = Encoding.UTF8.GetBytes(new string('[', 100_000))));
        yield return ("unknown version", WithJson("\"version\":1", "\"version\":2"));
        yield return ("unknown member", WithJson("\"format\":", "\"evil\":1, \"format\":"));
        yield return ("null module", WithJson("\"modules\":[", "\"modules\":[ null,"));
        yield return ("null text", Regexed("\"title\":\"[^\"]*\"", "\"title\":null"));
        yield return ("nul in text", Regexed("\"title\":\"[^\"]*\"", "\"title\":\"a\\u0000b\""));
        yield return ("endless title", Regexed("\"title\":\"[^\"]*\"", $"\"title\":\"{new string('x', 5_000)}\""));
        yield return ("repeated ids", Regexed("\"id\":\"[^\"]*\"", "\"id\":\"01900000-0000-7000-8000-000000000000\""));
        yield return ("lying size", Regexed("\"size\":\\d+", "\"size\":3"));
        yield return ("huge size", Regexed("\"size\":\\d+", "\"size\":900000000"));
        yield return ("lying hash", Regexed("\"sha256\":\"[^\"]*\"", $"\"sha256\":\"{new string('0', 64)}\""));
        yield return ("lying type", Regexed("\"content_type\":\"[^\"]*\"", "\"content_type\":\"text/html\""));
        yield return ("missing file", Changed(good, entries => entries.Remove(file)));
        yield return ("surplus file", Changed(good, entries => entries["files/surplus"] = [1]));
        yield return ("path upwards", Renamed("../../evil.pdf"));
        yield return ("path from the root", Renamed("/etc/evil.pdf"));
        yield return ("another file than its type says", Changed(good, entries => entries[file] = new byte[entries[file].Length]));
        yield return ("not a picture", Changed(good, entries => entries["picture.png"] = "<svg onload=alert(1)>"u8.ToArray()));
        yield return ("bomb", Changed(
            good,
            entries =>
            {
                entries[file] = new byte[50_000_000];
                entries[Json] = Encoding.UTF8.GetBytes(Size().Replace(json, "\"size\":50000000"));
            },
            CompressionLevel.SmallestSize));
        yield return ("json bomb", Changed(
            good, entries => entries[Json] = Encoding.UTF8.GetBytes($"{new string(' ', 40_000_000)}{json}"),
            CompressionLevel.SmallestSize));
        yield return ("too many entries", Changed(good, entries =>
        {
            foreach (var number in Enumerable.Range(0, 6_000))
            {
                entries[$"files/{number}"] = [];
            }
        }));
        yield return ("one name twice", Twice(good));
        yield return ("lying directory", WithEntryCount(good, 60_000));

        byte[] WithJson(string old, string text) => Changed(
            good, entries => entries[Json] = Encoding.UTF8.GetBytes(json.Replace(old, text, StringComparison.Ordinal)));

        byte[] Regexed(string pattern, string text) => Changed(
            good,
            entries => entries[Json] = Encoding.UTF8.GetBytes(
                Regex.Replace(json, pattern, _ => text, RegexOptions.None, TimeSpan.FromSeconds(5))));

        byte[] Renamed(string path) => Changed(good, entries =>
        {
            entries[path] = entries[file];
            entries.Remove(file);
            entries[Json] = Encoding.UTF8.GetBytes(json.Replace(file, path, StringComparison.Ordinal));
        });
    }

    private static async Task<Guid> FullCourseAsync(Person author)
    {
        var course = await CourseWithPictureAsync(author);
        var one = await ModuleAsync(author, course, "One");
        var two = await ModuleAsync(author, course, "Two", one);
        await LessonAsync(author, course, one, "a");
        await LessonAsync(
            author, course, one, "slides", new { title = "slides", kind = "file", media_id = await CourseMediaTests.MediumAsync(author) });
        await LessonAsync(
            author, course, two, "b", new { title = "b", kind = "video", media_url = "https://example.com/b", required = false });
        await SendAsync(author.Client, HttpMethod.Put, $"/courses/{course}/completion", new { rule = "score", minimum_score = 60 });
        return course;
    }

    private static async Task<Guid> CourseWithPictureAsync(Person author)
    {
        var picture = new ByteArrayContent(Convert.FromBase64String(
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="));
        picture.Headers.ContentType = new MediaTypeHeaderValue("image/png");
        using var form = new MultipartFormDataContent
        {
            { new StringContent("Größen & names"), "title" },
            { new StringContent("About *everything*."), "description" },
            { new StringContent("advanced"), "difficulty" },
            { new StringContent("networking,aws"), "tags" },
            { new StringContent("30"), "capacity" },
            { picture, "image", "picture.png" },
        };
        return (await (await author.Client.PostAsync("/api/v1/courses/upload", form)).DataAsync()).Id();
    }

    private static byte[] Twice(byte[] archive) =>
        Zip([.. Entries(archive).Select(entry => (entry.Key, entry.Value)), (Json, Entries(archive)[Json])]);

    /// <summary>The same archive whose last record speaks of another number of entries.</summary>
    private static byte[] WithEntryCount(byte[] archive, ushort count)
    {
        var changed = archive.ToArray();
        BitConverter.TryWriteBytes(changed.AsSpan(changed.Length - 12), count).ShouldBeTrue();
        return changed;
    }

    private async Task<long> CountAsync(string sql, Guid id)
    {
        await using var command = Api.Database.CreateCommand(sql);
        command.Parameters.Add(new() { Value = id });
        return (long)(await command.ExecuteScalarAsync())!;
    }

    [GeneratedRegex("\"size\":\\d+", RegexOptions.None, matchTimeoutMilliseconds: 5_000)]
    private static partial Regex Size();
}
